// The left rail: which community, which channel, and who you are.

import { $, avatar, el } from "./dom.js";

function entry({ label, current, unread, go, key }) {
  return el("li", {}, el("button", { type: "button", class: "place-button", "aria-current": current ? "page" : undefined, "data-key": key, onclick: go },
    el("span", {}, label), unread ? el("span", { class: "unread" }, "new") : null));
}

/** Draws the rail anew and keeps the focus where it was. */
export function drawRail({ guilds, guild, place, people, me, bot, unread, goGuild, goChannel, goDirect, become }) {
  const active = document.activeElement;
  const held = active?.closest?.("#rail") && { key: active.dataset.key };
  $("community-name").textContent = guild.name;
  $("communities").replaceChildren(...(guilds.length > 1
    ? [el("ul", { "aria-label": "Communities" }, guilds.map((each) => entry({ label: each.name, current: each === guild, key: `g${each.id}`, go: () => goGuild(each.id) })))]
    : []));
  $("channels").replaceChildren(...guild.channels.map((channel) => entry({
    label: `# ${channel.name}`, current: place.channel === channel.id, unread: unread(channel), key: `c${channel.id}`, go: () => goChannel(channel.id),
  })));
  $("direct").replaceChildren(entry({ label: bot.name, current: place.direct, unread: unread(bot.direct), key: "direct", go: goDirect }));
  $("people").replaceChildren(el("legend", {}, "You are"), ...people.map((person) => {
    const radio = el("input", { type: "radio", name: "me", value: person.id, checked: person.id === me.id, "data-key": `p${person.id}`, onchange: () => become(person.id) });
    return el("label", { class: "person" }, radio, avatar(person), el("span", { class: "person-name" }, person.name, el("small", {}, person.role)));
  }));
  if (held) $("rail").querySelector(`[data-key="${held.key}"]`)?.focus();
}

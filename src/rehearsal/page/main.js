// The page: holds who you are and where, and redraws when the community changes.

import { get, listen, post } from "./api.js";
import { createClock } from "./clock.js";
import { commandsFor, nest } from "./commands.js";
import { createComposer } from "./composer.js";
import { $, el, toast } from "./dom.js";
import { markdown } from "./markdown.js";
import { messageItem } from "./message.js";
import { openModal } from "./modal.js";
import { drawRail } from "./rail.js";
import { showStored } from "./stored.js";
import { createShell } from "./shell.js";

const HUES = [30, 265, 150, 335, 85, 210];
const GROUP_MS = 7 * 60_000;
const TEXT_CHANNELS = [0, 5];

const state = {
  world: null,
  guildId: null,
  place: { channel: null, direct: false, channelId: null },
  me: sessionStorage.getItem("me"),
  seen: new Map(),
  directs: new Map(),
  dismissed: new Set(),
  drawn: new Map(),
  known: new Set(),
  messages: [],
};

const guild = () => state.world.guilds.find((each) => each.id === state.guildId);
const me = () => state.world.people.find((each) => each.id === state.me);
const where = () => (state.place.direct ? "dm" : state.place.channel);
const query = (values) => new URLSearchParams(values).toString();

const shell = createShell({ opened: () => refresh() });
const clock = createClock({ move: moveClock });

const choices = {
  people: () => guild().members,
  roles: () => guild().roles,
  channels: (types) => guild().channels.filter((channel) => !types?.length || types.includes(channel.type ?? 0)),
};

const names = {
  person: (id) => [...guild().members, ...state.world.people].find((each) => each.id === id)?.name ?? (id === state.world.bot.id ? state.world.bot.name : null),
  role: (id) => guild().roles.find((each) => each.id === id)?.name,
  channel: (id) => state.world.guilds.flatMap((each) => each.channels).find((each) => each.id === id)?.name,
};

const text = { names, moment: clock.moment };
const draw = (words) => markdown(words, text);

function author(message) {
  if (message.author.id === state.world.bot.id) return { ...state.world.bot, bot: true };
  const known = state.world.people.find((each) => each.id === message.author.id);
  return known ?? { id: message.author.id, name: message.author.global_name ?? message.author.username, hue: 210 };
}

/* Acts */

const FAILED = "This did not work: the bot gave no answer within three seconds. Discord would say “This interaction failed”.";

async function act(path, body) {
  let reply;
  try {
    reply = await post(path, { as: state.me, ...body });
  } catch (error) {
    return error.message;
  }
  if (reply.kind === "failed") return reply.error ?? FAILED;
  if (reply.kind === "modal") {
    const asked = { as: state.me, act: reply.act };
    openModal(reply.modal, { markdown: draw, submit: (values) => act("/api/modal", { ...asked, values }) });
  }
  await refresh();
  return null;
}

async function press(message, customId, values, node) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  const item = node.closest(".message");
  const wrong = await act("/api/press", { message: message.id, custom_id: customId, values });
  node.removeAttribute("aria-busy");
  const now = item.isConnected ? item : document.querySelector(`[data-id="${message.id}"]`);
  // A private message that was replaced in place is read from its start.
  if (now !== item && message.ephemeral) reveal(now);
  const line = now?.querySelector(".trouble");
  if (line) line.textContent = wrong ?? "";
  else if (wrong) toast(wrong);
}

async function moveClock(body) {
  try {
    const reply = await post("/api/clock", { guild: state.guildId, ...body });
    clock.set(reply.now_ms);
    await refresh();
    return "";
  } catch (error) {
    toast(error.message);
    return "";
  }
}

const composer = createComposer({
  commands: () => commandsFor(state.world.commands, guild().members.find((each) => each.id === state.me), state.place.direct),
  choices: { ...choices, channels: (types) => choices.channels(types?.length ? types : TEXT_CHANNELS) },
  placeholder: () => `Write as ${me().name}, or type /`,
  trouble: toast,
  async say(words) {
    const wrong = await act("/api/say", { channel: state.place.channelId, text: words });
    if (wrong) toast(wrong);
    return !wrong;
  },
  async slash(command, options) {
    const wrong = await act("/api/slash", { channel: state.place.channelId, command, options });
    if (wrong) toast(wrong);
    return !wrong;
  },
  async autocomplete(leaf, options, focused, typed) {
    const nested = nest(leaf.path, { ...options, [focused]: typed });
    const asked = { as: state.me, channel: state.place.channelId, command: leaf.command.name, options: nested, focused };
    return (await post("/api/autocomplete", asked)).choices;
  },
});

/* Drawing */

function drawMessages(messages, fresh) {
  const scroll = $("scroll");
  const atEnd = fresh || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const newest = messages.at(-1);
  const focused = document.activeElement?.closest?.(".message");
  const held = focused && { id: focused.dataset.id, key: document.activeElement.dataset.key };
  // Changing a place is not news; what arrives in it afterwards is.
  scroll.setAttribute("aria-live", fresh ? "off" : "polite");

  const nodes = [];
  const drawn = new Map();
  let previous = null;
  for (const message of messages.filter((each) => !state.dismissed.has(each.id))) {
    const when = Date.parse(message.timestamp);
    const day = clock.day(when);
    const before = previous && Date.parse(previous.timestamp);
    const newDay = !previous || clock.day(before) !== day;
    if (newDay) {
      const key = `day ${day} ${message.id}`;
      const node = state.drawn.get(key)?.node ?? el("li", { class: "day" }, el("span", {}, day));
      drawn.set(key, { node });
      nodes.push(node);
    }
    const follows = !newDay && previous.author.id === message.author.id && previous.ephemeral === message.ephemeral && when - before < GROUP_MS;
    const print = JSON.stringify([message, follows, state.me, guild().zone]);
    const old = state.drawn.get(message.id);
    const node = old?.print === print ? old.node : messageItem(message, follows, {
      ...text, author, choices,
      press: (customId, values, control) => press(message, customId, values, control),
      visit: (guildId, channel) => go({ guildId, channel }),
      dismiss: (id) => {
        state.dismissed.add(id);
        drawMessages(state.messages, false);
        scroll.focus();
      },
    });
    drawn.set(message.id, { node, print });
    nodes.push(node);
    previous = message;
  }
  place($("messages"), nodes);
  state.drawn = drawn;
  $("empty").hidden = nodes.length > 0;
  if (held?.key && !document.activeElement?.closest?.(".message")) {
    document.querySelector(`[data-id="${held.id}"] [data-key="${CSS.escape(held.key)}"]`)?.focus();
  }
  if (newest && !state.known.has(newest.id) && !fresh && newest.ephemeral) reveal(state.drawn.get(newest.id)?.node);
  else if (atEnd) scroll.scrollTop = scroll.scrollHeight;
  messages.forEach((message) => state.known.add(message.id));
}

/** Brings an answer to one's own act into view: whole if it fits, else from its start. */
function reveal(node) {
  const scroll = $("scroll");
  if (node) scroll.scrollTop = node.offsetHeight > scroll.clientHeight ? node.offsetTop - scroll.offsetTop - 12 : scroll.scrollHeight;
}

/** Puts exactly `nodes` into `parent`, moving as little as it can, so that focus and screen readers stay calm. */
function place(parent, nodes) {
  const wanted = new Set(nodes);
  [...parent.children].filter((node) => !wanted.has(node)).forEach((node) => node.remove());
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}

function drawFrame() {
  const { world } = state;
  const channel = guild().channels.find((each) => each.id === state.place.channel);
  $("place-name").textContent = state.place.direct ? world.bot.name : `# ${channel?.name ?? ""}`;
  $("place-topic").textContent = state.place.direct ? `Private messages between ${me().name} and the bot` : channel?.topic ?? "";
  $("empty").textContent = state.place.direct
    ? "No messages here. The bot writes to a person only if they asked it to."
    : guild().on
      ? "Nothing here yet. Press Next morning to see a card, or type / for the commands."
      : `The bot is here, and nobody has set it up. Be ${world.people.at(-1).name}, then type /setup.`;
  $("next-morning").textContent = guild().card_time < "12:00" ? "Next morning" : "Next card";
  $("next-morning").title = `To ${guild().card_time}, when the next card is due`;
  document.title = `${guild().name} · chimebot rehearsal`;
  drawRail({
    guilds: world.guilds, guild: guild(), place: state.place, people: world.people, me: me(), bot: { ...world.bot, direct: { id: "dm", last: world.dm_last } },
    unread: ({ id, last }) => Boolean(last) && id !== where() && BigInt(last) > BigInt(state.seen.get(`${state.me} ${id}`) ?? 0),
    goGuild: (id) => go({ guildId: id }), goChannel: (id) => go({ channel: id }), goDirect: () => go({ direct: true }), become,
  });
}

function settle() {
  const { world, place: at } = state;
  world.people.forEach((person, index) => { person.hue = HUES[index % HUES.length]; });
  if (!me()) state.me = world.people[0].id;
  if (!guild()) state.guildId = world.home;
  const known = guild().channels.some((channel) => channel.id === at.channel);
  if (!at.direct && !known) {
    const first = guild().channels.find((channel) => channel.name.includes("check")) ?? guild().channels[0];
    state.place = { channel: first?.id ?? null, direct: false, channelId: first?.id ?? null };
  }
}

let running = null;
let again = false;
let place_before = "";

/** Reads and draws everything. Calls during a run cause one more run, not many. */
function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = (async () => {
    do {
      again = false;
      try {
        await refreshOnce();
      } catch (error) {
        toast(error.message);
      }
    } while (again);
    running = null;
  })();
  return running;
}

/** Says that the bot wrote to whoever you are, when you are looking elsewhere. */
function tellOfDirect() {
  const last = state.world.dm_last ?? "0";
  const known = state.directs.get(state.me);
  state.directs.set(state.me, last);
  if (known !== undefined && BigInt(last) > BigInt(known) && !state.place.direct) {
    toast(`${state.world.bot.name} wrote to ${me().name} in a direct message.`);
  }
}

async function refreshOnce() {
  state.world = await get(`/api/world?${query(state.me ? { as: state.me } : {})}`);
  settle();
  clock.set(state.world.now_ms, guild().zone);
  tellOfDirect();
  const at = where();
  const asked = `${state.me} ${at}`;
  const [channel, stored] = await Promise.all([
    state.place.direct ? get(`/api/dm?${query({ as: state.me })}`) : at ? get(`/api/channel/${at}?${query({ as: state.me })}`) : { messages: [] },
    shell.sideOpen() ? get(`/api/stored?${query({ as: state.me, guild: state.guildId })}`) : null,
  ]);
  if (asked !== `${state.me} ${where()}`) {
    again = true;
    return;
  }
  if (state.place.direct) state.place.channelId = channel.channel;
  state.messages = channel.messages;
  const last = channel.messages.at(-1)?.id;
  if (last) state.seen.set(asked, last);
  const fresh = place_before !== asked;
  if (fresh) {
    state.drawn = new Map();
    composer.reset();
  }
  place_before = asked;
  drawFrame();
  drawMessages(channel.messages, fresh);
  if (stored) showStored(me().name, stored, draw);
}

function go({ guildId, channel, direct }) {
  if (guildId) state.guildId = guildId;
  state.place = { channel: channel ?? null, direct: direct === true, channelId: channel ?? null };
  shell.closeDrawers();
  return refresh();
}

function become(id) {
  state.me = id;
  sessionStorage.setItem("me", id);
  return refresh();
}

$("fill").addEventListener("click", async () => {
  const button = $("fill");
  button.disabled = true;
  button.textContent = "People come in…";
  try {
    const { people } = await post("/api/fill", { guild: state.guildId });
    $("clock-note").textContent = `${people} people came and chose to be counted. Some answer as the weeks pass.`;
    await refresh();
  } catch (error) {
    toast(error.message);
  }
  button.disabled = false;
  button.textContent = "Fill with people";
});

$("empty-community").addEventListener("click", async () => {
  try {
    const { guild: id } = await post("/api/empty_community", {});
    await go({ guildId: id });
  } catch (error) {
    toast(error.message);
  }
});

await refresh();
listen((nowMs) => {
  clock.set(nowMs);
  refresh();
}, (connected) => { if (connected) refresh(); });

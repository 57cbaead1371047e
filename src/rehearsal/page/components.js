// The controls under a message: buttons in five styles and the selects.

import { el, freshId } from "./dom.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "secondary" };

/** A link into one of the channels here, as Discord writes it. */
const PLACE = /^https:\/\/discord\.com\/channels\/(\d+)\/(\d+)$/;

const emoji = (component) => (component.emoji?.name ? `${component.emoji.name} ` : "");

/** One component of any kind; those inside others are drawn by the same rules. */
export function component(part, context) {
  const inner = () => (part.components ?? []).map((child) => component(child, context));
  switch (part.type) {
    case 1: return el("div", { class: "row" }, inner());
    case 2: return button(part, context);
    case 3: case 5: case 6: case 7: case 8: return select(part, context);
    case 9: return el("div", { class: "section" }, el("div", {}, inner()), part.accessory ? component(part.accessory, context) : null);
    case 10: return el("div", { class: "text" }, context.markdown(part.content));
    case 14: return el("hr");
    case 17: return el("div", { class: "embed" }, inner());
    default: return el("p", { class: "small" }, `(a component of type ${part.type}, which this page cannot draw)`);
  }
}

function button(part, { press, visit }) {
  const style = STYLES[part.style] ?? "secondary";
  const text = `${emoji(part)}${part.label ?? ""}`.trim() || "Unnamed button";
  const [, guild, channel] = part.style === 5 ? (part.url.match(PLACE) ?? []) : [];
  if (channel) {
    // At Discord this opens the channel; so it does here, for nothing leaves the machine.
    return el("button", { type: "button", class: "button link", "data-key": part.url, onclick: () => visit(guild, channel) }, text);
  }
  if (part.style === 5) {
    const host = new URL(part.url).host;
    return el("a", { class: "button link", href: part.url, target: "_blank", rel: "noopener noreferrer" },
      text, el("span", { class: "target" }, text.includes(host) ? "↗" : ` ${host} ↗`));
  }
  return el("button", {
    type: "button", class: `button ${style}`, disabled: part.disabled === true, "data-key": part.custom_id,
    onclick: (event) => press(part.custom_id, undefined, event.currentTarget),
  }, text);
}

/** What a select offers; the entity selects offer what the community has. */
function optionsOf(part, { choices }) {
  const chosen = new Set((part.default_values ?? []).map((value) => String(value.id)));
  const entities = (list, sign) => list.map(({ id, name }) => ({ value: id, label: sign + name, default: chosen.has(id) }));
  switch (part.type) {
    case 3: return part.options ?? [];
    case 5: return entities(choices.people(), "");
    case 6: return entities(choices.roles(), "@");
    case 7: return [...entities(choices.people(), ""), ...entities(choices.roles(), "@")];
    default: return entities(choices.channels(part.channel_types), "#");
  }
}

const describe = (option) => `${emoji(option)}${option.label}${option.description ? ` — ${option.description}` : ""}`;

const KINDS = { 3: "Choose", 5: "Choose a person", 6: "Choose a role", 7: "Choose a person or role", 8: "Choose a channel" };

function select(part, context) {
  const options = optionsOf(part, context);
  const name = part.placeholder ?? KINDS[part.type];
  const most = part.max_values ?? 1;
  const least = part.min_values ?? 1;
  return most > 1 ? many(part, name, options, least, most, context) : one(part, name, options, least, context);
}

const NONE = "\u0000none";

function one(part, name, options, least, { press }) {
  const chosen = options.find((option) => option.default);
  const node = el("select", { "aria-label": name, disabled: part.disabled === true, "data-key": part.custom_id },
    el("option", { value: "", disabled: true, selected: !chosen, hidden: true }, name),
    least === 0 ? el("option", { value: NONE }, "None") : null,
    options.map((option) => el("option", { value: option.value, selected: option === chosen }, describe(option))));
  node.addEventListener("change", () => press(part.custom_id, node.value === NONE ? [] : [node.value], node));
  // On a closed list an arrow key would change, and so send, at once: it opens the list instead.
  node.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !node.showPicker) return;
    event.preventDefault();
    try {
      node.showPicker();
    } catch {
      node.focus();
    }
  });
  return el("span", { class: "select" }, node);
}

function many(part, name, options, least, most, { press }) {
  const hint = least === most ? `Choose ${least}` : `Choose ${least} to ${Math.min(most, options.length)}`;
  const boxes = options.map((option) => el("input", { type: "checkbox", value: option.value, checked: option.default === true }));
  const send = el("button", { type: "button", class: "button primary", "data-key": part.custom_id }, "Send choice");
  const check = () => {
    const count = boxes.filter((box) => box.checked).length;
    send.disabled = count < least || count > most;
  };
  check();
  send.addEventListener("click", () => press(part.custom_id, boxes.filter((box) => box.checked).map((box) => box.value), send));
  const legend = freshId("legend");
  return el("details", { class: "many", "data-keep": part.custom_id },
    el("summary", { "aria-disabled": part.disabled ? "true" : undefined }, name),
    el("div", { role: "group", "aria-labelledby": legend, onchange: check },
      el("p", { class: "small", id: legend }, hint),
      options.map((option, index) => el("label", {}, boxes[index], " ", describe(option))),
      send));
}

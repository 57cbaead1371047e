// A text field with a list of proposals under it, by the ARIA combobox pattern:
// the focus stays in the field, arrows walk the list, Enter or a tap picks.

import { el, freshId } from "./dom.js";

/**
 * `source(text)` gives (a promise of) items `{label, hint, value}`; `pick(item)` is told
 * the choice. Returns the list element, to be placed beside the field.
 */
export function combobox(input, { label, source, pick, delay = 0 }) {
  const list = el("ul", { id: freshId("list"), role: "listbox", "aria-label": label, class: "choices", hidden: true });
  let items = [];
  let active = -1;
  let timer = 0;
  let turn = 0;
  // While proposals are on their way, those in sight belong to what was typed before.
  let waiting = false;
  let chooseNext = false;

  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" })
    .forEach(([name, value]) => input.setAttribute(name, value));

  function mark(index) {
    active = index;
    [...list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === active)));
    const node = list.children[active];
    if (node) {
      input.setAttribute("aria-activedescendant", node.id);
      node.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    turn += 1;
    clearTimeout(timer);
    waiting = false;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function choose(index) {
    const item = items[index];
    if (!item || item.inert) return;
    close();
    pick(item);
  }

  function show(found) {
    items = found;
    list.replaceChildren(...items.map((item, index) => {
      const attributes = { role: "option", id: freshId("choice"), "aria-selected": "false", "aria-disabled": item.inert ? "true" : undefined };
      const node = el("li", attributes, el("span", { class: "choice-name" }, item.label), item.hint ? el("span", { class: "choice-hint" }, item.hint) : null);
      // The field must keep the focus, or the list would close before the tap counts.
      node.addEventListener("pointerdown", (event) => event.preventDefault());
      node.addEventListener("click", () => choose(index));
      return node;
    }));
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(items.length && !items[0].inert ? 0 : -1);
    if (chooseNext) choose(active);
  }

  function ask() {
    clearTimeout(timer);
    const mine = (turn += 1);
    waiting = true;
    chooseNext = false;
    timer = setTimeout(async () => {
      const found = await source(input.value);
      if (mine !== turn) return;
      waiting = false;
      found ? show(found) : close();
    }, delay);
  }

  input.addEventListener("input", ask);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) {
      ask();
      event.preventDefault();
      return;
    }
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((active + step + items.length) % items.length);
    } else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) {
      if (waiting) chooseNext = true;
      else if (active < 0) return;
      else choose(active);
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  return { list, ask, close };
}

// Building the page. Text only ever enters as text nodes, so nothing a member
// writes can become markup.

export const $ = (id) => document.getElementById(id);

/** Makes an element: `on…` keys are listeners, `true`/`false` are bare attributes. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "hue") node.style.setProperty("--hue", value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

let counter = 0;
/** An id that no other element of this page has. */
export const freshId = (prefix) => `${prefix}-${(counter += 1)}`;

/** The round mark of a person: first letter on their own colour. */
export function avatar(person) {
  return el("span", { class: `avatar ${person.bot ? "is-bot" : ""}`, hue: person.hue ?? 0, "aria-hidden": "true" },
    person.bot ? el("img", { src: "/icon.svg", alt: "", width: 38, height: 38 }) : [...person.name][0].toUpperCase());
}

let toastTimer = 0;
/** Says something that went wrong, for a while, to eyes and screen readers. */
export function toast(text) {
  const node = $("toast");
  node.textContent = text;
  node.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => node.classList.remove("shown"), 8000);
}

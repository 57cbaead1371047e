// The frame around the community: theme, drawers on narrow screens, the welcome strip.

import { $ } from "./dom.js";

const wide = matchMedia("(min-width: 1180px)");
const narrow = matchMedia("(max-width: 759px)");

/** A choice this browser keeps, where it lets a page keep one. */
const kept = {
  read: (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  write: (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
  },
};

function theme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = kept.read("theme");
  const show = () => {
    const now = chosen ?? (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = now;
    $("theme").textContent = now === "dark" ? "Light" : "Dark";
    $("theme").setAttribute("aria-label", now === "dark" ? "Light colours" : "Dark colours");
  };
  $("theme").addEventListener("click", () => {
    chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    kept.write("theme", chosen);
    show();
  });
  dark.addEventListener("change", show);
  show();
}

function welcome() {
  const show = (on) => {
    $("welcome").hidden = !on;
    kept.write("welcomed", on ? "" : "yes");
  };
  $("close-welcome").addEventListener("click", () => {
    show(false);
    $("composer-input")?.focus();
  });
  $("welcome").hidden = kept.read("welcomed") === "yes";
  return () => {
    show(true);
    $("close-welcome").focus();
  };
}

/** `opened()` is called when the stored panel comes into view. */
export function createShell({ opened }) {
  const body = document.body;
  const isOpen = (name) => body.classList.contains(`show-${name}`);
  const drawers = { rail: { panel: $("rail"), button: $("open-rail") }, side: { panel: $("side"), button: $("open-side") } };
  const covers = () => (isOpen("rail") && narrow.matches) || (isOpen("side") && !wide.matches);

  function set(name, open, focus = true) {
    body.classList.toggle(`show-${name}`, open);
    drawers[name].button.setAttribute("aria-expanded", String(open));
    document.querySelector("main").inert = covers();
    if (!focus) return;
    if (open && covers()) drawers[name].panel.querySelector("[data-close]").focus();
    else if (!open) drawers[name].button.focus();
  }

  for (const [name, { panel, button }] of Object.entries(drawers)) {
    button.addEventListener("click", () => {
      const open = !isOpen(name);
      Object.keys(drawers).filter((other) => other !== name && !wide.matches).forEach((other) => set(other, false, false));
      set(name, open);
      if (open && name === "side") opened();
    });
    panel.querySelector("[data-close]").addEventListener("click", () => set(name, false));
  }
  const closeDrawers = () => {
    if (!covers()) return;
    for (const name of Object.keys(drawers)) {
      if (isOpen(name)) set(name, false);
    }
  };
  $("scrim").addEventListener("click", closeDrawers);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeDrawers();
  });
  const fit = () => set("side", wide.matches, false);
  wide.addEventListener("change", () => {
    set("rail", false, false);
    fit();
    if (wide.matches) opened();
  });
  narrow.addEventListener("change", () => set("rail", false, false));
  fit();
  theme();
  const showWelcome = welcome();
  $("show-welcome").addEventListener("click", () => {
    closeDrawers();
    showWelcome();
  });
  return { sideOpen: () => isOpen("side"), closeDrawers };
}

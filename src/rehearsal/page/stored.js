// Everything the bot holds about one person: as it lies on disk, and readable.

import { $, el } from "./dom.js";

const LONG = 120;

function value(content) {
  if (content === null) return el("i", {}, "empty");
  const text = typeof content === "string" ? content : JSON.stringify(content);
  if (text.length <= LONG) return el("code", {}, text);
  return el("details", { class: "long" }, el("summary", {}, el("code", {}, `${text.slice(0, LONG - 40)}…`), ` ${text.length} characters`), el("code", {}, text));
}

function row(columns) {
  return el("dl", { class: "columns" }, Object.entries(columns).map(([name, content]) => el("div", {}, el("dt", {}, name), el("dd", {}, value(content)))));
}

function tables(rows) {
  const byTable = Map.groupBy ? Map.groupBy(rows, (each) => each.table) : rows.reduce((map, each) => map.set(each.table, [...(map.get(each.table) ?? []), each]), new Map());
  return [...byTable].map(([table, list]) => el("section", { class: "table" },
    el("h4", {}, table, el("small", {}, ` ${list.length} ${list.length === 1 ? "row" : "rows"}`)), list.map((each) => row(each.columns))));
}

let shown = "";

/** Draws what the server says is stored about `name`; nothing moves when nothing changed. */
export function showStored(name, { rows, plain }, markdown) {
  const now = JSON.stringify([name, rows, plain]);
  if (now === shown) return;
  shown = now;
  $("side-title").textContent = `What is stored about ${name}`;
  if (!rows.length && !plain.length) {
    $("side-summary").textContent = "Nothing. No row in any table.";
    $("side-body").replaceChildren(el("p", { class: "hint" },
      "Pressing answers leaves nothing behind. Rows appear here only after a yes to one of the choices behind “Keep something?”, or to an act that must be remembered to work."));
    return;
  }
  const count = new Set(rows.map((each) => each.table)).size;
  $("side-summary").textContent = `${rows.length} ${rows.length === 1 ? "row" : "rows"} in ${count} ${count === 1 ? "table" : "tables"}.`;
  $("side-body").replaceChildren(el("div", { class: "views" },
    el("section", {}, el("h3", {}, "Readable, with this person’s key"),
      plain.length
        ? el("dl", { class: "plain" }, plain.map((each) => el("div", {}, el("dt", {}, each.what), el("dd", { class: "text" }, markdown(each.text)))))
        : el("p", { class: "hint" }, "Nothing to read: these rows hold no sealed text.")),
    el("section", {}, el("h3", {}, "As it lies on disk"), tables(rows))));
}

// The part of Discord's Markdown that messages use, as DOM nodes.

import { el } from "./dom.js";

const escapes = /\\([\\*_~`|>#\-\[\]().<:])/y;

/** Each rule: a sticky pattern and what it becomes. The first that matches at a place wins. */
const rules = [
  [escapes, (m) => m[1]],
  [/`([^`\n]+)`/y, (m) => el("code", {}, m[1])],
  [/\*\*\*(?=\S)([^]+?)\*\*\*/y, (m, c) => el("strong", {}, el("em", {}, inline(m[1], c)))],
  [/\*\*(?=\S)([^]+?)\*\*/y, (m, c) => el("strong", {}, inline(m[1], c))],
  [/__(?=\S)([^]+?)__/y, (m, c) => el("u", {}, inline(m[1], c))],
  [/~~(?=\S)([^]+?)~~/y, (m, c) => el("s", {}, inline(m[1], c))],
  [/\*(?=\S)([^*]+?)\*/y, (m, c) => el("em", {}, inline(m[1], c))],
  [/(?<!\w)_(?=\S)([^_]+?)_(?!\w)/y, (m, c) => el("em", {}, inline(m[1], c))],
  [/\|\|([^]+?)\|\|/y, (m, c) => spoiler(inline(m[1], c))],
  [/\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/y, (m) => link(m[1], m[2])],
  [/<(https?:\/\/[^\s>]+)>/y, (m) => link(m[1], m[1])],
  [/(?<![\w/])https?:\/\/[^\s<>)\]]*[^\s<>)\].,;:!?'"]/y, (m) => link(m[0], m[0])],
  [/<@!?(\d+)>/y, (m, c) => mention("@" + (c.names.person(m[1]) ?? "someone"))],
  [/<@&(\d+)>/y, (m, c) => mention("@" + (c.names.role(m[1]) ?? "role"))],
  [/<#(\d+)>/y, (m, c) => mention("#" + (c.names.channel(m[1]) ?? "channel"))],
  [/<\/([^:>]+):\d+>/y, (m) => mention("/" + m[1])],
  [/<t:(-?\d+)(?::([tTdDfFR]))?>/y, (m, c) => el("time", { class: "stamp" }, c.moment(Number(m[1]) * 1000, m[2] ?? "f"))],
];

const mention = (text) => el("span", { class: "mention" }, text);

function spoiler(children) {
  return el("details", { class: "spoiler" }, el("summary", {}, "Hidden text"), children);
}

/** A link opens in a new tab and says where it really goes. */
export function link(text, url) {
  let host;
  try {
    host = new URL(url).host;
  } catch {
    return document.createTextNode(text);
  }
  const anchor = el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
  return text.includes(host) ? anchor : el("span", {}, anchor, el("span", { class: "host" }, ` (${host})`));
}

/** The nodes of one run of text without block structure. */
export function inline(text, context) {
  const out = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    let found = null;
    for (const [pattern, become] of rules) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match) {
        found = [match[0].length, () => become(match, context)];
        break;
      }
    }
    if (found) {
      if (plain) out.push(plain);
      plain = "";
      out.push(found[1]());
      at += found[0];
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) out.push(plain);
  return out;
}

function withBreaks(lines, context) {
  return lines.flatMap((line, index) => (index === 0 ? inline(line, context) : [el("br"), ...inline(line, context)]));
}

const bullet = /^\s*[-*] (?!-)/;
const number = /^\s*\d{1,3}\. /;

/** The nodes of a whole message. */
export function markdown(text, context) {
  const lines = text.split("\n");
  const out = [];
  const takeWhile = (test) => {
    const taken = [];
    while (lines.length && test(lines[0])) taken.push(lines.shift());
    return taken;
  };
  while (lines.length) {
    const line = lines[0];
    if (line.trim() === "") {
      lines.shift();
    } else if (line.startsWith("```")) {
      lines.shift();
      const code = takeWhile((next) => !next.startsWith("```"));
      lines.shift();
      out.push(el("pre", {}, el("code", {}, code.join("\n"))));
    } else if (line.startsWith("-# ")) {
      out.push(el("p", { class: "small" }, inline(lines.shift().slice(3), context)));
    } else if (/^#{1,3} /.test(line)) {
      const [, marks, title] = /^(#{1,3}) (.*)$/.exec(lines.shift());
      out.push(el(`h${marks.length + 3}`, { class: `heading-${marks.length}` }, inline(title, context)));
    } else if (/^>( |$)/.test(line)) {
      out.push(el("blockquote", {}, markdown(takeWhile((next) => /^>( |$)/.test(next)).map((next) => next.slice(2)).join("\n"), context)));
    } else if (bullet.test(line)) {
      out.push(el("ul", {}, takeWhile((next) => bullet.test(next)).map((next) => el("li", {}, inline(next.replace(bullet, ""), context)))));
    } else if (number.test(line)) {
      const start = Number.parseInt(line, 10);
      out.push(el("ol", { start }, takeWhile((next) => number.test(next)).map((next) => el("li", {}, inline(next.replace(number, ""), context)))));
    } else {
      const block = (next) => next.trim() === "" || /^(```|-# |#{1,3} |>( |$))/.test(next) || bullet.test(next) || number.test(next);
      out.push(el("p", {}, withBreaks([lines.shift(), ...takeWhile((next) => !block(next))], context)));
    }
  }
  return out;
}

// One message as a list item: who, when, what, and the controls under it.

import { avatar, el } from "./dom.js";
import { component } from "./components.js";
import { markdown } from "./markdown.js";

const LOADING = 1 << 7;

/** The interaction a reply belongs to, as "Sam used /checkin". */
function usedBy(message) {
  const meta = message.interaction_metadata ?? message.interaction;
  const name = message.interaction?.name ?? meta?.name;
  if (!name || !meta?.user) return null;
  return el("p", { class: "used" }, `${meta.user.global_name ?? meta.user.username} used `, el("span", { class: "mention" }, `/${name}`));
}

function embed(part, context) {
  const title = part.title && (part.url ? el("a", { href: part.url, target: "_blank", rel: "noopener noreferrer" }, part.title) : part.title);
  return el("div", { class: "embed" },
    part.author?.name ? el("p", { class: "small" }, part.author.name) : null,
    title ? el("p", { class: "embed-title" }, title) : null,
    part.description ? el("div", { class: "text" }, markdown(part.description, context)) : null,
    part.fields?.length
      ? el("dl", {}, part.fields.map((field) =>
        el("div", { class: field.inline ? "inline" : "" }, el("dt", {}, field.name), el("dd", { class: "text" }, markdown(field.value, context)))))
      : null,
    part.footer?.text ? el("p", { class: "small" }, part.footer.text) : null);
}

function picture(message, file) {
  const src = `/api/attachment/${message.id}/${encodeURIComponent(file.filename)}`;
  if (!/\.(png|jpe?g)$/.test(file.filename)) {
    return el("p", { class: "small" }, "File: ", el("a", { href: src, download: file.filename }, file.filename));
  }
  return el("img", { class: "picture", src, alt: file.description ?? file.filename });
}

/**
 * Draws a message. `context` has `names`, `moment`, `choices`, `press`, `dismiss`;
 * `follows` says that the one above is by the same author, so the name is not repeated.
 */
export function messageItem(message, follows, context) {
  const author = context.author(message);
  const when = Date.parse(message.timestamp);
  const thinking = (message.flags & LOADING) !== 0;
  const parts = { ...context, markdown: (text) => markdown(text, context) };
  const bodies = [
    message.content ? el("div", { class: "text" }, markdown(message.content, context)) : null,
    (message.attachments ?? []).map((file) => picture(message, file)),
    (message.embeds ?? []).map((part) => embed(part, context)),
    message.components?.length ? el("div", { class: "components" }, message.components.map((part) => component(part, parts))) : null,
  ];
  const content = thinking
    ? el("p", { class: "thinking" }, `${author.name} is thinking`, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")))
    : bodies;
  const head = el("p", { class: follows ? "head repeated" : "head" },
    el("span", { class: "author", hue: author.hue ?? 0 }, author.name),
    author.bot ? el("span", { class: "tag" }, "bot") : author.role ? el("span", { class: "role" }, author.role) : null,
    el("time", { datetime: new Date(when).toISOString() }, context.moment(when, "t")));
  const ephemeral = message.ephemeral
    ? el("p", { class: "ephemeral-note" }, "Only you can see this. ",
      el("button", { type: "button", class: "text-button", onclick: () => context.dismiss(message.id) }, "Dismiss"))
    : null;
  return el("li", {
    class: ["message", follows ? "follows" : "", message.ephemeral ? "ephemeral" : "", author.bot ? "by-bot" : "by-person"].join(" "),
    "data-id": message.id,
  },
  follows ? null : avatar(author),
  el("div", { class: "bubble" }, usedBy(message), head,
    el("div", { class: author.bot ? "card" : "said" }, content,
      message.edited_timestamp && !author.bot ? el("span", { class: "small" }, "(edited)") : null, ephemeral),
    el("p", { class: "trouble", role: "alert" })));
}

// A modal of the bot as a native dialog: focus trap and Escape come with it.

import { el, freshId } from "./dom.js";

/** The text fields of a modal, whichever of the two layouts Discord allows is used. */
function fieldsOf(modal) {
  return (modal.components ?? []).flatMap((part) => {
    if (part.type === 18) return [{ ...part.component, label: part.label, hint: part.description }];
    return part.components ?? [part];
  });
}

function field(part, markdown) {
  const id = freshId("field");
  if (part.type === 10) return { node: el("div", { class: "text" }, markdown(part.content)), value: () => null };
  const limits = { minlength: part.min_length, maxlength: part.max_length ?? 4000, required: part.required !== false };
  const shared = { id, "aria-describedby": `${id}-hint`, placeholder: part.placeholder, ...limits };
  const input = part.type === 3
    ? el("select", { id, required: part.required !== false }, (part.options ?? []).map((option) => el("option", { value: option.value, selected: option.default }, option.label)))
    : part.style === 2 ? el("textarea", { ...shared, rows: 5 }) : el("input", { ...shared, type: "text" });
  if (part.type !== 3) input.value = part.value ?? "";
  const count = el("span", { class: "count" });
  const measure = () => {
    count.textContent = part.type === 3 ? "" : `${input.value.length} of ${limits.maxlength}`;
  };
  input.addEventListener("input", measure);
  measure();
  const hint = [part.hint, limits.required ? null : "You may leave this empty.", part.min_length > 1 ? `At least ${part.min_length} characters.` : null].filter(Boolean).join(" ");
  return {
    node: el("div", { class: "field" }, el("label", { for: id }, part.label ?? "Your words"), input,
      el("p", { class: "small field-foot", id: `${id}-hint` }, el("span", {}, hint), count)),
    value: () => [part.custom_id, input.value],
  };
}

/** Opens `modal`; `submit(values)` resolves to nothing, or to the words of what went wrong. */
export function openModal(modal, { markdown, submit }) {
  const title = freshId("modal");
  const fields = fieldsOf(modal).map((part) => field(part, markdown));
  const trouble = el("p", { class: "trouble", role: "alert" });
  const send = el("button", { type: "submit", class: "button primary" }, "Submit");
  const form = el("form", {},
    el("h2", { id: title }, modal.title), fields.map((each) => each.node), trouble,
    el("div", { class: "row end" }, el("button", { type: "button", class: "button secondary", onclick: () => dialog.close() }, "Cancel"), send));
  const dialog = el("dialog", { "aria-labelledby": title, class: "modal" }, form);
  const opener = document.activeElement;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    trouble.textContent = "";
    const wrong = await submit(Object.fromEntries(fields.map((each) => each.value()).filter(Boolean)));
    send.disabled = false;
    if (wrong) trouble.textContent = wrong;
    else dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener?.isConnected) opener.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

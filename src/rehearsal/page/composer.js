// Where a person writes: plain words, or a slash command with its options.

import { upload } from "./api.js";
import { combobox } from "./combobox.js";
import { leaves, nest, title } from "./commands.js";
import { $, el, freshId } from "./dom.js";

/** One option as a labelled control. `read()` gives its value, or undefined when left empty. */
function optionField(option, leaf, context, valuesNow) {
  const id = freshId("option");
  const required = option.required === true;
  const base = { id, required, "data-option": option.name };
  let control;
  let extra = null;
  let read = () => (control.value === "" ? undefined : control.value);
  const pickFrom = (items) => el("select", base, el("option", { value: "" }, required ? "Choose…" : "—"), items.map((item) => el("option", { value: item.value }, item.label)));
  if (option.choices?.length) {
    control = pickFrom(option.choices.map((choice) => ({ value: String(choice.value), label: choice.name })));
    read = () => option.choices.find((choice) => String(choice.value) === control.value)?.value;
  } else if (option.type === 5) {
    control = pickFrom([{ value: "true", label: "Yes" }, { value: "false", label: "No" }]);
    read = () => (control.value === "" ? undefined : control.value === "true");
  } else if (option.type === 6) {
    control = pickFrom(context.choices.people().map(({ id: value, name }) => ({ value, label: name })));
  } else if (option.type === 7) {
    control = pickFrom(context.choices.channels(option.channel_types).map(({ id: value, name }) => ({ value, label: `#${name}` })));
  } else if (option.type === 8) {
    control = pickFrom(context.choices.roles().map(({ id: value, name }) => ({ value, label: `@${name}` })));
  } else if (option.type === 11) {
    // The file is handed over at once; the option then holds its id, as at Discord.
    let id;
    control = el("input", { ...base, type: "file" });
    control.addEventListener("change", async () => {
      const [file] = control.files;
      id = undefined;
      control.setCustomValidity(file ? "Wait a moment: the file is on its way." : "");
      try {
        if (file) ({ id } = await upload(file));
        control.setCustomValidity("");
      } catch (error) {
        control.value = "";
        control.setCustomValidity("");
        context.trouble(error.message);
      }
    });
    read = () => id;
  } else if (option.type === 4 || option.type === 10) {
    control = el("input", { ...base, type: "number", min: option.min_value, max: option.max_value, step: option.type === 4 ? 1 : "any" });
    read = () => (control.value === "" ? undefined : Number(control.value));
  } else {
    control = el("input", { ...base, type: "text", minlength: option.min_length, maxlength: option.max_length ?? 6000, placeholder: option.description });
  }
  if (option.autocomplete) {
    // The shown name stands in the field; the bot is sent the value behind it.
    let picked = null;
    const box = combobox(control, {
      label: `Proposals for ${option.name}`,
      delay: 120,
      source: async (text) => {
        try {
          const choices = await context.autocomplete(leaf, valuesNow(), option.name, text);
          return choices.map((choice) => ({ label: choice.name, value: choice.value }));
        } catch (error) {
          return [{ inert: true, label: "", hint: error.message }];
        }
      },
      pick: (item) => {
        picked = item;
        control.value = item.label;
      },
    });
    control.addEventListener("focus", () => box.ask());
    control.addEventListener("input", () => {
      picked = null;
    });
    extra = box.list;
    const plain = read;
    read = () => (picked && picked.label === control.value ? picked.value : plain());
  }
  return {
    option, read, control,
    node: el("div", { class: "option" }, el("label", { for: id }, option.name, required ? null : el("small", {}, " optional")), control, extra),
  };
}

export function createComposer(context) {
  const root = $("composer");

  function plain(focus) {
    const input = el("input", { id: "composer-input", type: "text", maxlength: 2000, placeholder: context.placeholder(), "aria-label": `${context.placeholder()} for commands` });
    const commands = combobox(input, {
      label: "Commands",
      source: (text) => (text.startsWith("/") ? propose(text.slice(1)) : null),
      pick: (item) => start(item.leaf),
    });
    const form = el("form", { class: "writing" }, commands.list,
      el("button", { type: "button", class: "slash", "aria-label": "Show commands", onclick: () => {
        input.value = "/";
        input.focus();
        commands.ask();
      } }, "/"),
      input, el("button", { type: "submit", class: "button primary" }, "Send"));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (!text) return;
      if (text.startsWith("/")) {
        const exact = leaves(context.commands().allowed).find((leaf) => title(leaf) === text);
        if (exact) start(exact);
        else context.trouble("There is no such command for this person. Type / and pick one from the list.");
        return;
      }
      input.value = "";
      if (!(await context.say(text))) input.value = text;
    });
    root.replaceChildren(form);
    if (focus) input.focus();
  }

  function propose(text) {
    const { allowed, withheld } = context.commands();
    const wanted = text.trim().toLowerCase();
    const found = leaves(allowed)
      .filter((leaf) => title(leaf).slice(1).includes(wanted))
      .sort((a, b) => Number(title(b).startsWith(`/${wanted}`)) - Number(title(a).startsWith(`/${wanted}`)) || title(a).localeCompare(title(b)))
      .map((leaf) => ({ label: title(leaf), hint: leaf.description, leaf }));
    if (withheld && !wanted) {
      found.push({ inert: true, label: "", hint: `${withheld} more for staff. Switch person to see ${withheld === 1 ? "it" : "them"}.` });
    }
    return found.length ? found : [{ inert: true, label: "", hint: "No command by that name." }];
  }

  function start(leaf) {
    if (!leaf.options.length) {
      plain(true);
      run(leaf, {});
      return;
    }
    const fields = [];
    const values = () => Object.fromEntries(fields.map((field) => [field.option.name, field.read()]).filter(([, value]) => value !== undefined));
    leaf.options.forEach((option) => fields.push(optionField(option, leaf, context, values)));
    const go = el("button", { type: "submit", class: "button primary" }, "Send");
    const form = el("form", { class: "command", "aria-label": `Command ${title(leaf)}` },
      el("p", { class: "command-name" }, el("strong", {}, title(leaf)), ` ${leaf.description ?? ""}`),
      el("div", { class: "options" }, fields.map((field) => field.node)),
      el("div", { class: "row end" }, el("button", { type: "button", class: "button secondary", onclick: () => plain(true) }, "Cancel"), go));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const sent = values();
      go.disabled = true;
      if (await run(leaf, sent)) plain(true);
      go.disabled = false;
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") plain(true);
    });
    root.replaceChildren(form);
    fields[0].control.focus();
  }

  const run = (leaf, options) => context.slash(leaf.command.name, nest(leaf.path, options));

  return { reset: () => plain(root.contains(document.activeElement)) };
}

// A member finds help in two taps, a moderator keeps the list, and a member's suggestion waits for them.

import assert from "node:assert/strict";
import { ANA, answered, become, MO, publicCards, saying, settled, slash, step, type } from "./acts.mjs";
import { SIZES } from "./page.mjs";

/** Fills in the form that `name` on a message opens, by the labels of its fields, and sends it. */
async function fill(page, message, name, fields) {
  await message.getByRole("button", { name, exact: true }).click();
  const form = page.getByRole("dialog").last();
  await form.waitFor();
  for (const [label, words] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(words);
  await form.getByRole("button", { name: "Submit" }).click();
  await form.waitFor({ state: "detached" });
  await settled(page);
}

/** Ticks `offers` in a list of many, and sends that. */
async function tick(page, message, list, offers) {
  const many = message.locator("details.many").filter({ has: page.getByText(list, { exact: true }) });
  if (!(await many.getAttribute("open"))) await many.locator("summary").click();
  for (const offer of offers) await many.getByLabel(offer, { exact: true }).check();
  await many.getByRole("button", { name: "Send choice" }).click();
  await settled(page);
}

/** A file as a spreadsheet saves it, with one row that is refused and one entry that nobody checked for long. */
const SHEET = [
  "title;sentence;link;phone;kind;topics;supports;checked_on",
  "Night walk;We walk and talk, whatever the weather.;https://walk.riverside.example;;group;community, leisure;belonging;",
  "Debt table;Somebody looks at your letters with you.;debt.riverside.example;;practical;money;practical;",
  "Listening line;Somebody listens each evening.;;0113 496 0001;helpline;health;emotional;2026-01-05",
].join("\r\n");

export async function resources({ page, see, picture, open }) {
  /** A picture at the width of a phone, where most people read. */
  const small = async (name, message) => {
    // As high as it needs, so that nothing of the page lies over it.
    await page.setViewportSize({ ...SIZES.phone, height: 1400 });
    await message.scrollIntoViewIfNeeded();
    await picture(name, message);
    await page.setViewportSize(SIZES.desktop);
  };
  await become(page, ANA);
  await publicCards(page).first().waitFor();
  const found = await slash(page, "resources");
  await see("1-start");
  await found.locator("select").first().selectOption({ label: "Food" });
  await saying(page, found, /Riverside food bank/, "the food bank in two taps");
  await see("2-food");
  await picture("resources", found);
  await step(page, found, "Start over", /What would help/);
  await step(page, found, "A hand with something", /A hand with something/);
  await see("3-support");
  await fill(page, found, "Suggest one", {
    "What is it called?": "Mending shed",
    "Its web address, or its number": "shed.riverside.example",
    "In one sentence: how does it help?": "People mend things together, with tea.",
  });
  await saying(page, found, /without your name/, "what would be sent");
  await step(page, found, "I am 18 or older: send it", /The moderators will look at it/);

  await become(page, MO);
  const review = await slash(page, "library review");
  assert.match(await review.innerText(), /Mending shed/);
  await see("4-review");
  await small("library-review", review);
  await step(page, review, "Accept", /Draft of a suggested entry/);
  await review.locator("select").first().selectOption({ label: "People who meet" });
  await saying(page, review, /Kind: People who meet/, "the kind is picked");
  await tick(page, review, "What it is about (one or more)", ["Skills and knowing yourself", "People and places nearby"]);
  await tick(page, review, "What it gives (one or more)", ["People to be with"]);
  await step(page, review, "Go on", /It is all there/);
  await fill(page, review, "Where and when", { "Cost, such as free": "free", "Hours, such as Fridays 10 to 12": "Tuesdays, 18 to 20" });
  await step(page, review, "See it as members will", /This is what members will see/);
  await see("5-preview");
  await small("library-preview", review);
  await step(page, review, "Put it on the list", /It is on the list/);

  const sheet = await answered(page, async () => {
    await type(page, "library import");
    const form = page.getByRole("form", { name: "Command /library import" });
    await form.locator("input[type=file]").setInputFiles({ name: "places.csv", mimeType: "text/csv", buffer: Buffer.from(SHEET) });
    await page.waitForFunction(() => document.querySelector("form input[type=file]")?.validity.valid);
    await form.getByRole("button", { name: "Send" }).click();
  }, "/library import");
  assert.match(await sheet.innerText(), /New: 2[^]*Row 3/);
  await see("5-import");
  await small("library-import", sheet);
  await step(page, sheet, "Bring in these 2", /Done. New: 2/);

  const check = await slash(page, "library check");
  assert.match(await check.innerText(), /Listening line/);
  await see("5-check");
  await small("library-check", check);
  await slash(page, "library add");
  await see("5-add");
  await slash(page, "prompt list");
  await see("6-prompts");
  const publish = await answered(page, async () => {
    await type(page, "library publish");
    const form = page.getByRole("form", { name: "Command /library publish" });
    await form.waitFor();
    await form.locator("select").first().selectOption({ index: 1 });
    await form.locator("input").first().fill("Food");
    await form.getByRole("button", { name: "Send" }).click();
  }, "/library publish");
  assert.match(await publish.innerText(), /The first message would read/);
  await see("7-publish");
  await small("library-publish", publish);

  const phone = await open("phone", "dark");
  await publicCards(phone.page).first().waitFor();
  await phone.page.getByRole("button", { name: "Got it" }).click();
  const there = await slash(phone.page, "resources");
  await there.locator("select").first().selectOption({ label: "Health" });
  await saying(phone.page, there, /Health/, "health on a phone");
  await phone.see("9-resources");
}

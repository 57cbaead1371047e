// What a person does on the page, and how to tell that it has come through.

import assert from "node:assert/strict";

export const ANA = 0;
export const BEN = 1;
export const MO = 2;
export const LEE = 3;

export const publicCards = (page) => page.locator(".message.by-bot:not(.ephemeral)").filter({ has: page.getByRole("button", { name: "Get help now" }) });
export const replies = (page) => page.locator(".message.ephemeral");

export async function settled(page) {
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .thinking'));
}

export async function nextMorning(page) {
  const before = await publicCards(page).count();
  const clock = await page.locator("#now").getAttribute("datetime");
  await page.getByRole("button", { name: "Next morning" }).click();
  await page.waitForFunction((old) => document.getElementById("now").getAttribute("datetime") > old && !document.getElementById("next-morning").disabled, clock, { timeout: 60_000 });
  return before;
}

export async function nextCard(page) {
  const before = await nextMorning(page);
  await publicCards(page).nth(before).waitFor();
  await page.waitForTimeout(300);
  assert.equal(await publicCards(page).count(), before + 1, "one new card each morning");
}

export async function become(page, index) {
  await page.locator("#people input").nth(index).check();
  await page.waitForFunction((at) => {
    const name = document.querySelectorAll(".person-name")[at].firstChild.textContent;
    return document.getElementById("composer-input")?.placeholder.includes(name);
  }, index);
}

/** Does `act` and waits for one more private reply; gives that reply. */
export async function answered(page, act, what) {
  const before = await replies(page).count();
  const started = Date.now();
  await act();
  await replies(page).nth(before).waitFor({ timeout: 5_000 }).catch(() => assert.fail(`${what}: no private reply`));
  assert.ok(Date.now() - started < 4_000, `${what}: the reply took ${Date.now() - started} ms`);
  await settled(page);
  return replies(page).nth(before);
}

export const reply = (page, control, what) => answered(page, () => control.click(), what);

/** Presses the button `name` on a private message, which then says something with `words` in it. */
export async function step(page, message, name, words) {
  await message.getByRole("button", { name, exact: true }).click();
  await saying(page, message, words, name);
}

export async function saying(page, message, words, what) {
  await message.filter({ hasText: words }).waitFor({ timeout: 5_000 }).catch(async () => assert.fail(`${what}: ${words} is not in: ${await message.innerText()}`));
  await settled(page);
}

/** Answers the newest card with its answer number `index`, be they buttons or a list. */
export async function answer(page, index, what) {
  const card = publicCards(page).last();
  const first = card.locator(".components > .row").first();
  const list = first.locator("select");
  if (await list.count()) {
    const offered = await list.locator("option:not([hidden])").count();
    return answered(page, () => list.selectOption({ index: 1 + (index % offered) }), what);
  }
  const answers = first.getByRole("button");
  return reply(page, answers.nth(index % (await answers.count())), what);
}

/** Opens a slash command by keyboard alone. Without options it is sent at once. */
export async function type(page, command) {
  await page.locator("#composer-input").focus();
  await page.keyboard.type(`/${command}`);
  await page.getByRole("listbox", { name: "Commands" }).getByRole("option", { name: new RegExp(`^/${command}`) }).first().waitFor();
  await page.keyboard.press("Enter");
}

/** Uses a slash command as it is, with no option filled in. */
export const slash = (page, command) => answered(page, async () => {
  await type(page, command);
  const form = page.getByRole("form", { name: `Command /${command}` });
  const open = await Promise.race([form.waitFor().then(() => true), page.locator("#composer-input[value='']:focus, #composer-input:placeholder-shown").waitFor().then(() => false)]);
  if (open) await form.getByRole("button", { name: "Send" }).click();
}, `/${command}`);

/** The summary of the stored panel, on screens where it stands open. */
export const stored = (page) => page.locator("#side-summary").innerText();

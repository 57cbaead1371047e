// A week on the rehearsal page: three people answer, one changes their mind, one presses help.

import assert from "node:assert/strict";
import { launch, look, open } from "./page.mjs";

const [url, folder] = process.argv.slice(2);
const base = new URL(url).origin + "/";
const faults = [];
const browser = await launch();
let controls = 0;

const publicCards = (page) => page.locator(".message.by-bot:not(.ephemeral)").filter({ has: page.getByRole("button", { name: "Get help now" }) });
const replies = (page) => page.locator(".message.ephemeral");

async function settled(page) {
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .thinking'));
}

async function nextMorning(page) {
  const before = await publicCards(page).count();
  const clock = await page.locator("#now").getAttribute("datetime");
  await page.getByRole("button", { name: "Next morning" }).click();
  await page.waitForFunction((old) => document.getElementById("now").getAttribute("datetime") > old && !document.getElementById("next-morning").disabled, clock, { timeout: 60_000 });
  await publicCards(page).nth(before).waitFor();
  await page.waitForTimeout(300);
  assert.equal(await publicCards(page).count(), before + 1, "one new card each morning");
}

async function become(page, index) {
  await page.locator("#people input").nth(index).check();
  await page.waitForFunction((at) => {
    const name = document.querySelectorAll(".person-name")[at].firstChild.textContent;
    return document.getElementById("composer-input")?.placeholder.includes(name);
  }, index);
}

/** Presses `control` and waits for one more private reply; gives that reply. */
async function reply(page, control, what) {
  const before = await replies(page).count();
  const started = Date.now();
  await control.click();
  await replies(page).nth(before).waitFor({ timeout: 5_000 }).catch(() => assert.fail(`${what}: no private reply`));
  assert.ok(Date.now() - started < 4_000, `${what}: the reply took ${Date.now() - started} ms`);
  await settled(page);
  return replies(page).nth(before);
}

/** Answers the newest card with its answer number `index`, be they buttons or a list. */
async function answer(page, index, what) {
  const card = publicCards(page).last();
  const first = card.locator(".components > .row").first();
  const list = first.locator("select");
  if (await list.count()) {
    const before = await replies(page).count();
    await list.selectOption({ index: index + 1 });
    await replies(page).nth(before).waitFor();
    return settled(page);
  }
  const answers = first.getByRole("button");
  return reply(page, answers.nth(index % (await answers.count())), what);
}

const page = await open(browser, base, "desktop", "light", faults);
controls += await look(page, folder, "desktop-light-1-welcome");
await page.getByRole("button", { name: "Got it" }).click();

for (let day = 1; day <= 7; day += 1) {
  await become(page, 0);
  await nextMorning(page);
  for (const person of [0, 1, 2]) {
    await become(page, person);
    await answer(page, day + person, `day ${day}, person ${person}`);
    if (day === 3 && person === 1) {
      await answer(page, day + person + 1, "a change of mind");
    }
    if (day === 1 && person === 0) controls += await look(page, folder, "desktop-light-2-answered");
    if (day === 5 && person === 2) {
      const help = await reply(page, publicCards(page).last().getByRole("button", { name: "Get help now" }), "help");
      const words = await help.innerText();
      assert.match(words, /findahelpline\.com/, "help names findahelpline.com");
      controls += await look(page, folder, "desktop-light-3-help");
    }
    const held = await page.locator("#side-summary").innerText();
    assert.equal(held, "Nothing. No row in any table.", `day ${day}, person ${person}: nothing is stored without a choice`);
  }
}
assert.ok(await publicCards(page).count() >= 7, "seven cards in the week");

// What one person was told in private, nobody else sees.
await become(page, 3);
assert.equal(await replies(page).count(), 0, "private replies stay private");

// A command by keyboard alone.
await become(page, 0);
await page.locator("#composer-input").focus();
await page.keyboard.type("/");
const proposals = page.getByRole("listbox", { name: "Commands" });
await proposals.waitFor();
controls += await look(page, folder, "desktop-light-4-commands");
const before = await replies(page).count();
await page.keyboard.type("help-now");
await proposals.getByRole("option", { name: /^\/help-now/ }).waitFor();
await page.keyboard.press("Enter");
await replies(page).nth(before).waitFor();

// Plain words, which the others see and the bot does not.
await page.locator("#composer-input").fill("Good morning, everyone.");
await page.keyboard.press("Enter");
await page.locator(".message.by-person").filter({ hasText: "Good morning, everyone." }).waitFor();

for (const [size, scheme] of [["desktop", "dark"], ["phone", "light"], ["phone", "dark"]]) {
  const view = await open(browser, base, size, scheme, faults);
  const name = `${size}-${scheme}`;
  await publicCards(view).first().waitFor();
  controls += await look(view, folder, `${name}-1-welcome`);
  await view.getByRole("button", { name: "Got it" }).click();
  await reply(view, publicCards(view).last().getByRole("button", { name: "Get help now" }), `${name}: help`);
  controls += await look(view, folder, `${name}-2-help`);
  if (size === "phone") {
    await view.getByRole("button", { name: "Channels" }).click();
    controls += await look(view, folder, `${name}-3-channels`);
    await view.keyboard.press("Escape");
    await view.getByRole("button", { name: "Stored" }).click();
    await view.locator("#side-summary").filter({ hasText: /./ }).waitFor();
    controls += await look(view, folder, `${name}-4-stored`);
    await view.keyboard.press("Escape");
    await view.locator("#composer-input").fill("/");
    controls += await look(view, folder, `${name}-5-commands`);
  }
  await view.context().close();
}

assert.deepEqual(faults, [], "no error on the console, nothing from elsewhere");
await browser.close();
console.log(`browser-check: a week lived, ${controls} controls named, screenshots in ${folder}`);

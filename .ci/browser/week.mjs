// A week passes: three people answer, one changes their mind, one presses help, and nothing is stored.

import assert from "node:assert/strict";
import { answer, ANA, become, BEN, LEE, MO, nextCard, publicCards, replies, reply, slash, stored } from "./acts.mjs";

export async function week({ page, see }) {
  await publicCards(page).first().waitFor();
  await see("1-welcome");
  assert.equal(await publicCards(page).count(), 1, "this morning's card is there when the page opens");
  await page.getByRole("button", { name: "Got it" }).click();

  await become(page, LEE);
  const before = await replies(page).count();
  for (let day = 1; day <= 7; day += 1) {
    await become(page, ANA);
    if (day > 1) await nextCard(page);
    for (const person of [ANA, BEN, MO]) {
      await become(page, person);
      await answer(page, day + person, `day ${day}, person ${person}`);
      if (day === 3 && person === BEN) await answer(page, day + person + 1, "a change of mind");
      if (day === 1 && person === ANA) await see("2-answered");
      if (day === 5 && person === MO) {
        const help = await reply(page, publicCards(page).last().getByRole("button", { name: "Get help now" }), "help");
        assert.match(await help.innerText(), /findahelpline\.com/, "help names findahelpline.com");
        await see("3-help");
      }
      assert.equal(await stored(page), "Nothing. No row in any table.", `day ${day}, person ${person}: nothing is stored without a choice`);
    }
  }
  assert.equal(await publicCards(page).count(), 7, "seven cards in the week");

  // What one person was told in private, nobody else sees.
  await become(page, LEE);
  assert.equal(await replies(page).count(), before, "private replies stay private");

  // Commands by keyboard alone.
  await become(page, ANA);
  await page.locator("#composer-input").focus();
  await page.keyboard.type("/");
  await page.getByRole("listbox", { name: "Commands" }).waitFor();
  await see("4-commands");
  await page.keyboard.press("Escape");
  await page.locator("#composer-input").fill("");
  await slash(page, "help-now");
  const about = await slash(page, "about");
  assert.match(await about.innerText(), /not a doctor/);
  await see("5-about");

  // Plain words, which the others see and the bot does not.
  await page.locator("#composer-input").fill("Good morning, everyone.");
  await page.keyboard.press("Enter");
  await page.locator(".message.by-person").filter({ hasText: "Good morning, everyone." }).waitFor();
}

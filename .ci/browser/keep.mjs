// One person keeps something: the choices, 18 and over, the days, /my-data, and erasing it all.

import assert from "node:assert/strict";
import { answer, BEN, become, nextCard, publicCards, reply, slash, step, stored } from "./acts.mjs";

const NOTHING = "Nothing. No row in any table.";

export async function keep({ page, see, picture }) {
  await become(page, BEN);
  await nextCard(page);
  const asked = await answer(page, 0, "the answer that is to be kept");
  await step(page, asked, "Keep something?", /Would you like me to keep something/);
  await see("1-choices");
  await step(page, asked, "Count my days", /☑ Count my days/);
  await step(page, asked, "Keep my answers for me", /☑ Keep my answers for me/);
  await step(page, asked, "Read it all", /What you would say yes to/);
  await see("2-whole-text");
  await step(page, asked, "Back", /Would you like me to keep something/);
  await step(page, asked, "Turn these on", /18 or older/);
  await see("3-eighteen");
  assert.equal(await stored(page), NOTHING, "nothing is stored before the yes");
  await step(page, asked, "Yes, I agree", /Done\. I turned on/);
  await page.locator("#side-summary").filter({ hasText: /rows in/ }).waitFor();
  await see("4-kept");
  await picture("rehearsal");
  await picture("card", publicCards(page).last());

  // Another answer on the same day replaces the first; a new day counts.
  const changed = await reply(page, publicCards(page).last().getByRole("button", { name: "Hard day" }), "a change of mind");
  assert.match(await changed.innerText(), /changed your answer/);
  await nextCard(page);
  const second = await answer(page, 0, "the next day");
  assert.match(await second.innerText(), /shown up on 2 days/);
  await see("5-days");

  const me = await slash(page, "me");
  assert.match(await me.innerText(), /Your own page/);
  await see("5-me");
  await step(page, me, "My settings", /Your settings/);
  await see("5-settings");
  await step(page, me, "Back", /Your own page/);
  await step(page, me, "Look back", /Looking back/);
  await see("5-looking-back");
  await step(page, me, "Back", /Your own page/);
  await step(page, me, "I had a setback", /does not wipe out/);
  await see("5-setback");

  const data = await slash(page, "my-data");
  assert.match(await data.innerText(), /Days you showed up: 2/);
  await see("6-my-data");
  await step(page, data, "Erase all of it now", /Erase everything/);
  await see("7-erase");
  await step(page, data, "Erase it all", /are gone/);
  await page.locator("#side-summary").filter({ hasText: NOTHING }).waitFor();
  await see("8-erased");
}

// A moderator looks at the next card, swaps it, and lets the cards rest for two days.

import assert from "node:assert/strict";
import { become, MO, nextCard, nextMorning, publicCards, settled, slash, step } from "./acts.mjs";

const question = async (message) => (await message.locator(".text").first().innerText()).trim().split("\n").at(-1);

export async function staff({ page, see, picture }) {
  await page.locator("#community-name").filter({ hasText: "Riverside" }).waitFor();
  await become(page, MO);
  await publicCards(page).first().waitFor();
  const panel = await slash(page, "quiet");
  await see("1-quiet");
  await step(page, panel, "See the next card", /Only you can see this/);
  await see("2-next-card");
  await picture("next-card", panel);
  const first = await question(panel);
  await step(page, panel, "Swap it", /Swapped/);
  const second = await question(panel);
  assert.notEqual(second, first, "another card");
  await see("3-swapped");
  await nextCard(page);
  assert.equal(await question(publicCards(page).last()), second, "the swapped card is the one that comes");

  const rest = await slash(page, "quiet");
  await step(page, rest, "Rest until I end it", /Cards rest from today/);
  await see("4-resting");
  const cards = await nextMorning(page);
  await nextMorning(page);
  await settled(page);
  assert.equal(await publicCards(page).count(), cards, "no card while cards rest");
  const why = await slash(page, "why-not");
  assert.match(await why.innerText(), /resting/);
  await see("5-why-not");
  const again = await slash(page, "quiet");
  await step(page, again, "End the rest now", /The rest has ended/);
  await nextCard(page);
}

// A leader fills the community, lives eight weeks, and reads what the group's numbers say; on a phone too.

import assert from "node:assert/strict";
import { become, LEE, publicCards, slash, step } from "./acts.mjs";

/** Four weeks take the bot a while, and the page waits. */
async function fourWeeks(page) {
  await page.locator("#set-clock summary").click();
  await page.getByRole("button", { name: "Four weeks on" }).click();
  await page.waitForFunction(() => document.querySelector("#clock-note").textContent === "" && !document.querySelector("#next-morning").disabled, null, { timeout: 180_000 });
}

export async function engagement({ page, see, open }) {
  await become(page, LEE);
  await publicCards(page).first().waitFor();
  await slash(page, "engagement");
  await see("1-nothing-yet");
  await page.getByRole("button", { name: "Fill with people" }).click();
  await page.getByText("36 people came and chose to be counted.").waitFor({ timeout: 60_000 });
  await see("2-filled");
  for (let leap = 0; leap < 3; leap += 1) await fourWeeks(page);
  const told = await slash(page, "engagement");
  const words = await told.innerText();
  assert.match(words, /Of the people who chose to be counted, about \d+ took part/);
  assert.match(words, /What changed/);
  await see("3-numbers");
  await step(page, told, "Older weeks", /Of the people who chose to be counted/);
  await see("4-older");

  for (const scheme of ["light", "dark"]) {
    const phone = await open("phone", scheme);
    await publicCards(phone.page).first().waitFor();
    await phone.page.getByRole("button", { name: "Got it" }).click();
    const small = await slash(phone.page, "engagement");
    assert.match(await small.innerText(), /took part/);
    await phone.see("5-numbers");
    await phone.page.locator("#scroll").evaluate((node) => { node.scrollTop = node.scrollHeight; });
    await phone.see("6-end");
  }
}

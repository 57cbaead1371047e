// A member finds help in two taps, a moderator keeps the list, and a member's suggestion waits for them.

import assert from "node:assert/strict";
import { ANA, answered, become, MO, publicCards, saying, slash, step, type } from "./acts.mjs";

export async function resources({ page, see, picture, open }) {
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

  await become(page, MO);
  const check = await slash(page, "library check");
  await see("4-check");
  assert.match(await check.innerText(), /check/i);
  await slash(page, "library add");
  await see("5-add");
  await slash(page, "prompt list");
  await see("6-prompts");
  const publish = await answered(page, async () => {
    await type(page, "library publish");
    const form = page.getByRole("form", { name: "Command /library publish" });
    await form.waitFor();
    await form.locator("select").first().selectOption({ index: 1 });
    await form.getByRole("button", { name: "Send" }).click();
  }, "/library publish");
  await see("7-publish");
  await picture("library-publish", publish);

  const phone = await open("phone", "dark");
  await publicCards(phone.page).first().waitFor();
  await phone.page.getByRole("button", { name: "Got it" }).click();
  const small = await slash(phone.page, "resources");
  await small.locator("select").first().selectOption({ label: "Health" });
  await saying(phone.page, small, /Health/, "health on a phone");
  await phone.see("9-resources");
}

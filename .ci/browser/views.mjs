// The same community in the dark and on a phone, by somebody who opens the page for the first time.

import assert from "node:assert/strict";
import { become, LEE, publicCards, reply, slash, step } from "./acts.mjs";

export async function views({ open }) {
  for (const [size, scheme] of [["phone", "light"], ["desktop", "dark"], ["phone", "dark"]]) {
    const { page, see } = await open(size, scheme);
    await publicCards(page).first().waitFor();
    await see("1-welcome");
    await page.getByRole("button", { name: "Got it" }).click();
    await see("2-card");
    await reply(page, publicCards(page).last().getByRole("button", { name: "Get help now" }), `${size}-${scheme}: help`);
    await see("3-help");
    const asked = await reply(page, publicCards(page).last().getByRole("button", { name: "Skip" }), `${size}-${scheme}: skip`);
    await step(page, asked, "Keep something?", /Would you like me to keep something/);
    await step(page, asked, "Count my days", /☑ Count my days/);
    await see("4-choices");
    await step(page, asked, "Read it all", /What you would say yes to/);
    await see("5-whole-text");
    assert.ok(await asked.getByText("What you would say yes to").evaluate((node) => node.getBoundingClientRect().top > 60), "a long text is read from its start");
    await step(page, asked, "Back", /Would you like me to keep something/);
    if (size === "phone") {
      await page.getByRole("button", { name: "Channels" }).click();
      await see("6-channels");
      await become(page, LEE);
      await page.keyboard.press("Escape");
      await page.locator("#composer-input").fill("/setup");
      await page.getByRole("option", { name: /^\/setup/ }).click();
      await see("7-setup-options");
      await page.getByRole("form", { name: "Command /setup" }).getByRole("button", { name: "Send" }).click();
      await page.locator(".message.ephemeral").filter({ hasText: /1 of 2/ }).last().waitFor();
      await see("8-setup");
      await page.getByRole("button", { name: "Stored" }).click();
      await page.locator("#side-summary").filter({ hasText: /./ }).waitFor();
      await see("9-stored");
      await page.keyboard.press("Escape");
    } else {
      await slash(page, "my-data");
      await see("6-my-data");
    }
    await page.context().close();
  }
}

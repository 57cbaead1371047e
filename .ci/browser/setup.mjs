// A group leader finds the bot in an empty community and sets it up, to its first card.

import assert from "node:assert/strict";
import { ANA, answer, become, LEE, nextCard, replies, reply, saying, slash, step, stored, type } from "./acts.mjs";

export async function setup({ page, see, picture }) {
  await page.getByRole("button", { name: "Try it in an empty community" }).click();
  await page.locator("#community-name").filter({ hasText: "New community" }).waitFor();
  await become(page, ANA);
  await page.locator("#composer-input").fill("/setup");
  await page.getByText("No command by that name").waitFor();
  await page.locator("#composer-input").fill("");

  await become(page, LEE);
  await see("1-empty");
  await type(page, "setup");
  const form = page.getByRole("form", { name: "Command /setup" });
  await form.getByRole("combobox", { name: /^country/ }).fill("united k");
  await page.getByRole("listbox", { name: "Proposals for country" }).getByRole("option", { name: /United Kingdom/ }).click();
  await see("2-options");
  await form.getByRole("button", { name: "Send" }).click();
  const panel = replies(page).last();
  await saying(page, panel, /Setting me up.*1 of 2/, "/setup");
  await see("3-page-1");

  await panel.getByLabel("Check-in channel").selectOption({ label: "#check-in" });
  await saying(page, panel, /every right I need/, "the check-in channel");
  await panel.getByRole("button", { name: "Time and zone" }).click();
  const modal = page.getByRole("dialog", { name: "Time and zone" });
  await modal.getByLabel(/Zone or city/).fill("lond");
  await see("4-time-and-zone");
  await modal.getByRole("button", { name: "Submit" }).click();
  await modal.waitFor({ state: "detached" });
  await saying(page, panel, /Which zone/, "the zone");
  await see("5-which-zone");
  await panel.getByRole("button", { name: /^Europe\/London/ }).click();
  await saying(page, panel, /Time: 09:00, Europe\/London/, "the zone picked");
  await panel.getByLabel("Moderator role").selectOption({ label: "@moderators" });
  await saying(page, panel, /Moderators: @moderators/, "the moderators");
  await picture("setup", panel);
  await step(page, panel, "Page 2", /2 of 2/);
  await panel.getByLabel("Notice channel for staff").selectOption({ label: "#staff" });
  await saying(page, panel, /Notices to staff: #staff/, "the notices");
  await see("6-page-2");
  const sample = await reply(page, panel.getByRole("button", { name: "Show me a sample" }), "the sample");
  assert.match(await sample.innerText(), /how a card looks/);
  await see("7-sample");
  await sample.getByRole("button", { name: "Dismiss" }).click();
  await step(page, panel, "Turn on", /I am on/);
  await see("8-on");

  await become(page, ANA);
  await nextCard(page);
  await answer(page, 0, "the first card of a new community");
  await see("9-first-card");
  assert.equal(await stored(page), "Nothing. No row in any table.");
  const why = await slash(page, "why-not");
  assert.match(await why.innerText(), /It was posted/);
}

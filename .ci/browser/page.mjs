// The browser, and what is checked on every view of the page.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";

const { chromium } = createRequire(path.join(process.env.PLAYWRIGHT_HOME, "x.js"))("playwright-core");

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

export const SIZES = { desktop: { width: 1360, height: 860 }, phone: { width: 390, height: 844 } };

/** Opens the page in a fresh profile. `faults` gathers what went wrong unseen. */
export async function open(browser, url, size, colorScheme, faults) {
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("console", (entry) => { if (entry.type() === "error") faults.push(`console: ${entry.text()}`); });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => { if (!request.url().startsWith(url)) faults.push(`foreign request: ${request.url()}`); });
  await page.goto(url);
  await page.locator("#composer-input").waitFor();
  return page;
}

const CONTROLS = new Set(["button", "link", "textbox", "searchbox", "combobox", "listbox", "option", "checkbox", "radio", "slider", "spinbutton", "switch", "tab", "menuitem", "dialog", "DisclosureTriangle", "Date", "DateTime", "InputTime"]);

/** Every control in the accessibility tree has a name. Returns how many there were. */
export async function everyControlIsNamed(page, view) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const controls = nodes.filter((node) => !node.ignored && CONTROLS.has(node.role?.value));
  const unnamed = controls.filter((node) => !node.name?.value?.trim()).map((node) => `${node.role.value} ${JSON.stringify(node.properties ?? [])}`);
  assert.deepEqual(unnamed, [], `${view}: unnamed controls`);
  assert.ok(controls.length >= 5, `${view}: only ${controls.length} controls in the accessibility tree`);
  return controls.length;
}

export async function nothingScrollsSideways(page, view) {
  const wide = await page.evaluate(() => {
    const bounds = document.documentElement.clientWidth;
    const over = [document.documentElement, document.body, ...document.querySelectorAll("#scroll, #side, #rail, .modal, main")]
      .filter((node) => node.scrollWidth > node.clientWidth && node.clientWidth > 0 && getComputedStyle(node).visibility !== "hidden");
    const outside = [...document.querySelectorAll("main button, main a, main input, main select, .top button")]
      .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.classList.contains("skip"))
      .filter((node) => node.getBoundingClientRect().right > bounds + 0.5 || node.getBoundingClientRect().left < -0.5);
    return [...over, ...outside].map((node) => node.id || node.className || node.tagName);
  });
  assert.deepEqual(wide, [], `${view}: wider than the screen`);
}

/** Text meets WCAG AA against the background it stands on: 4.5, or 3 for large text. Greyed-out controls are exempt. */
export async function textIsReadable(page, view) {
  const poor = await page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const ground = (node) => {
      for (let at = node; at; at = at.parentElement) {
        const color = rgba(getComputedStyle(at).backgroundColor);
        if (color[3] === 255) return color;
      }
      return [255, 255, 255, 255];
    };
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const node = text.parentElement;
      if (!text.data.trim() || !node.checkVisibility({ visibilityProperty: true }) || node.closest(":disabled, .scrim, [aria-busy], noscript")) continue;
      const style = getComputedStyle(node);
      const [a, b] = [light(rgba(style.color)), light(ground(node))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) found.add(`${ratio.toFixed(2)} "${text.data.trim().slice(0, 30)}" in ${node.className || node.tagName}`);
    }
    return [...found];
  });
  assert.deepEqual(poor, [], `${view}: text too faint`);
}

/** All of the above, and a picture. */
export async function look(page, folder, view) {
  await page.screenshot({ path: path.join(folder, `${view}.png`) });
  await nothingScrollsSideways(page, view);
  await textIsReadable(page, view);
  return everyControlIsNamed(page, view);
}

// Lives on the rehearsal page as its people would, looking at every screen on the way.

import assert from "node:assert/strict";
import { engagement } from "./engagement.mjs";
import { keep } from "./keep.mjs";
import { launch, look, open } from "./page.mjs";
import { resources } from "./resources.mjs";
import { setup } from "./setup.mjs";
import { staff } from "./staff.mjs";
import { views } from "./views.mjs";
import { week } from "./week.mjs";

const [url, folder, only] = process.argv.slice(2);
const base = new URL(url).origin + "/";
const faults = [];
const browser = await launch();
let controls = 0;
let screens = 0;

/** A page of its own, and `see(view)`, which checks what stands there and keeps a picture of it. */
async function visitor(size, scheme, name) {
  const page = await open(browser, base, size, scheme, faults);
  const see = async (view) => {
    controls += await look(page, folder, `${name}-${view}`);
    screens += 1;
  };
  /** A picture for docs/: of one message, or of the page. */
  const picture = (name, node) => (node ?? page).screenshot({ path: `${folder}/doc-${name}.png` });
  return { page, see, picture };
}

async function scene(name, play) {
  if (only && only !== name) return;
  const started = Date.now();
  const { page, see, picture } = await visitor("desktop", "light", name);
  const helpers = { page, see, picture, open: (size, scheme) => visitor(size, scheme, `${size}-${scheme}`) };
  if (name !== "week") await page.getByRole("button", { name: "Got it" }).click();
  try {
    await play(helpers);
  } catch (why) {
    await page.screenshot({ path: `${folder}/failed-${name}.png` });
    throw new Error(`${name}: ${why.message}`, { cause: why });
  }
  await page.context().close();
  console.log(`${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

try {
  await scene("views", views);
  await scene("week", week);
  await scene("keep", keep);
  await scene("setup", setup);
  await scene("resources", resources);
  await scene("staff", staff);
  // The last, for it takes the clock weeks on.
  await scene("engagement", engagement);
  assert.deepEqual(faults, [], "no error on the console, nothing from elsewhere");
} finally {
  await browser.close();
}
console.log(`browser-check: ${screens} screens looked at, ${controls} controls named, pictures in ${folder}`);

// The community's clock: what time it is there, and the ways to move it.

import { $ } from "./dom.js";

const styles = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
  day: { weekday: "long", day: "numeric", month: "long" }, bar: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
};

export function createClock({ move }) {
  let offset = 0;
  let zone = "UTC";
  const now = () => Date.now() + offset;

  /** A moment in the community's zone, in one of Discord's timestamp styles. */
  function moment(ms, style = "f") {
    if (style === "R") return relative(ms - now());
    return new Intl.DateTimeFormat("en-GB", { ...styles[style], timeZone: zone }).format(ms);
  }

  function relative(ms) {
    const units = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1000]];
    const [unit, size] = units.find(([, each]) => Math.abs(ms) >= each) ?? units[3];
    return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(ms / size), unit);
  }

  function show() {
    const node = $("now");
    const text = moment(now(), "bar");
    if (node.textContent === text) return;
    node.textContent = text;
    node.setAttribute("datetime", new Date(now()).toISOString());
  }

  const controls = () => [$("next-morning"), $("next-hour"), ...$("set-clock-form").elements];

  async function go(body, words) {
    $("clock-note").textContent = words;
    controls().forEach((control) => { control.disabled = true; });
    const note = await move(body);
    controls().forEach((control) => { control.disabled = false; });
    $("clock-note").textContent = note;
  }

  $("next-morning").addEventListener("click", () => go({ next_morning: true }, "The night passes…"));
  $("next-hour").addEventListener("click", () => go({ advance_minutes: 60 }, "An hour passes…"));
  $("four-weeks").addEventListener("click", () => {
    $("set-clock").open = false;
    go({ weeks: 4 }, "Four weeks pass…");
  });
  $("bot-away").addEventListener("click", () => {
    $("set-clock").open = false;
    go({ away_minutes: 24 * 60 }, "The bot is off for a day…");
  });
  $("set-clock").addEventListener("toggle", () => {
    if (!$("set-clock").open) return;
    // "sv-SE" writes a date the way a datetime-local field wants it.
    const here = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: zone }).format(now());
    $("set-clock-input").value = here.replace(" ", "T");
    $("set-clock-input").focus();
  });
  $("set-clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const local = $("set-clock-input").value;
    $("set-clock").open = false;
    go({ set_local: local }, "Time passes…");
  });
  $("set-clock").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    $("set-clock").open = false;
    $("set-clock").querySelector("summary").focus();
  });
  setInterval(show, 1000);

  return {
    moment,
    day: (ms) => moment(ms, "day"),
    set(nowMs, newZone) {
      offset = nowMs - Date.now();
      if (newZone) {
        zone = newZone;
        $("zone").textContent = zone.replaceAll("_", " ");
      }
      show();
    },
  };
}

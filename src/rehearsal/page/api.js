// The page's own server, on this machine and nowhere else.

async function read(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The rehearsal answered ${response.status}.`);
  return body;
}

async function reach(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The rehearsal has stopped. Start it again with: cargo run -- rehearse");
  }
  return read(response);
}

export const get = (path) => reach(path, { headers: { accept: "application/json" } });

export const post = (path, body) =>
  reach(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** Hands over a file; what stands in the option then. */
export const upload = (file) => reach(`/api/upload?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });

/** Calls `changed(now_ms)` at each change in the community, and after a lost connection. */
export function listen(changed, connected) {
  const events = new EventSource("/api/events");
  events.addEventListener("changed", (event) => changed(JSON.parse(event.data).now_ms));
  events.addEventListener("open", () => connected(true));
  events.addEventListener("error", () => connected(false));
}

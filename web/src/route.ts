/** What the address asks for: `/?events` for all setups, `/?thread=<id>` for one, `/` for a new one. */

/** `fresh`: this page has made the id up, so the server has nothing by it. */
export type Route = { shows: "events" } | { shows: "desk"; threadId: string; fresh: boolean };

// The server's own rule for session ids.
const LEGAL = /^(?!\.{1,2}$)[A-Za-z0-9._~:@-]{1,255}$/;

export function routeOfAddress(): Route {
  const address = new URL(window.location.href);
  if (address.searchParams.has("events")) {
    return { shows: "events" };
  }
  const named = address.searchParams.get("thread");
  if (named && LEGAL.test(named)) {
    return { shows: "desk", threadId: named, fresh: false };
  }
  const made = uuid();
  address.searchParams.set("thread", made);
  window.history.replaceState(window.history.state, "", address);
  return { shows: "desk", threadId: made, fresh: true };
}

export function addressOf(threadId: string): string {
  return `/?thread=${encodeURIComponent(threadId)}`;
}

/** crypto.randomUUID is missing on pages served without TLS from another machine. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

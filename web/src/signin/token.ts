/**
 * The sign-in of development: a link with `?token=`, taken once and removed from the address.
 * Kept in localStorage, so that a reload and a second tab stay signed in. Production brings its own sign-in.
 */

const KEY = "wizard.token";

/** The token to send, or null for somebody who is not signed in. */
export function signIn(): string | null {
  const address = new URL(window.location.href);
  const given = address.searchParams.get("token");
  if (given !== null) {
    address.searchParams.delete("token");
    window.history.replaceState(window.history.state, "", address);
    if (isCurrent(given)) {
      keep(given);
      return given;
    }
  }
  const kept = read();
  return kept && isCurrent(kept) ? kept : null;
}

export function forget(): void {
  try {
    window.localStorage.removeItem(KEY);
  } catch {
    // Storage may be forbidden; then nothing was kept either.
  }
}

function keep(token: string): void {
  try {
    window.localStorage.setItem(KEY, token);
  } catch {
    // Storage may be forbidden; the token then lasts as long as the page.
  }
}

function read(): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Whether it looks like a token that has not run out; the server alone says whether it holds. */
function isCurrent(token: string): boolean {
  try {
    const body = token.split(".")[1] ?? "";
    const claims: unknown = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/")));
    const exp = (claims as { exp?: unknown }).exp;
    return typeof exp === "number" && exp * 1000 > Date.now();
  } catch {
    return false;
  }
}

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

/** Tells of a sign-in in another tab of this browser; the answer ends it. */
export function onSignIn(heard: (token: string) => void): () => void {
  const hears = ({ key, newValue }: StorageEvent) => {
    if (key === KEY && newValue && isCurrent(newValue)) {
      heard(newValue);
    }
  };
  window.addEventListener("storage", hears);
  return () => window.removeEventListener("storage", hears);
}

/** Forgets this token, not one that another tab has brought meanwhile. */
export function forget(token: string): void {
  try {
    if (window.localStorage.getItem(KEY) === token) {
      window.localStorage.removeItem(KEY);
    }
  } catch {
    // Storage may be forbidden; then nothing was kept either.
  }
}

/** Who speaks, by the token's own word: what is kept in this browser is kept apart by person. */
export function userOf(token: string): string {
  return String(claims(token).sub ?? "");
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
  const { exp } = claims(token);
  return typeof exp === "number" && exp * 1000 > Date.now();
}

function claims(token: string): { exp?: unknown; sub?: unknown } {
  try {
    const body = token.split(".")[1] ?? "";
    const found: unknown = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {};
  }
}

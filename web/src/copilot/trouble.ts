/** What CopilotKit reports as an error, told in words for a person; the chat itself shows none. */

export interface Trouble {
  words: string;
  /** What to do about it: reconnect without being asked, leave it to the person, or sign in anew. */
  cure: "reconnect" | "person" | "sign-in";
}

export interface Reported {
  code: string;
  error: Error & { code?: string; status?: number; runtimeInfoStatus?: number; payload?: unknown };
}

// A tool of this page that fails has answered the model; the conversation goes on.
const HARMLESS = /^(tool_|transcription_|subscriber_|agent_not_found)/;
const LOST: Trouble = { words: "The connection was lost. Trying to reconnect …", cure: "reconnect" };
const PUZZLE: Trouble = { words: "Something went wrong on this page. Please try again.", cure: "person" };

// How a stream says that its reader need only come back, or must sign in first.
const CURES: Record<string, Trouble["cure"]> = {
  token_expired: "sign-in",
  stopped: "reconnect",
  run_superseded: "reconnect",
};

/** Null where nothing is to be shown. */
export function troubleOf({ code, error }: Reported): Trouble | null {
  if (HARMLESS.test(code)) {
    return null;
  }
  if (code === "agent_run_error_event") {
    return { words: error.message, cure: CURES[error.code ?? ""] ?? "person" };
  }
  const status = error.status ?? error.runtimeInfoStatus;
  if (status !== undefined) {
    return refusal(status, error.payload);
  }
  // fetch rejects, and reading a stream fails, with a TypeError.
  return error instanceof TypeError || code === "runtime_info_fetch_failed" ? LOST : PUZZLE;
}

function refusal(status: number, payload: unknown): Trouble {
  if (status === 401) {
    return { words: "Please sign in again.", cure: "sign-in" };
  }
  if (status === 409) {
    return { words: said(payload, "This conversation is being answered elsewhere; following it …"), cure: "reconnect" };
  }
  if (status === 429 || status >= 500) {
    return { words: said(payload, "The server cannot answer just now. Trying again …"), cure: "reconnect" };
  }
  return { words: said(payload, "The server could not take that. Please try it in other words."), cure: "person" };
}

/** The server's own words where it has some for people. */
function said(payload: unknown, otherwise: string): string {
  const { message, detail } = (payload ?? {}) as { message?: unknown; detail?: unknown };
  const words = [message, detail].find((each) => typeof each === "string" && each.length > 0);
  return typeof words === "string" ? words : otherwise;
}

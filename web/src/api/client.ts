/** Calls of the server's REST interface: its answer, or one kind of error that says what a page can do about it. */

import type { components } from "./schema";

type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];
export type Session = Schemas["SessionView"];
export type SessionList = Schemas["SessionList"];
export type StageInfo = Schemas["StageInfo"];
export type Change = Schemas["ChangeView"];
export type DryRun = Schemas["DryRun"];
export type Published = Schemas["Published"];

/** What the server refused, or, with status 0, that it gave no answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: readonly Problem[] = [],
    /** Seconds that the server asks to wait. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  /** Whether the same call may do better later, with nothing changed. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface Call {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
}

// A network that swallows everything must not look like one that is slow.
const LONGEST = 20_000;
// A picture on a slow line takes its time.
const LONGEST_UPLOAD = 120_000;
// Browsers take 64 KB of it in all.
const LONGEST_KEPT = 16_000;

/** Speaks for one person; who sees to his signing in is told when the token does not hold any more. */
export class Api {
  private token = "";
  private refused: () => void = () => undefined;

  speakFor(token: string, refused: () => void): void {
    this.token = token;
    this.refused = refused;
  }

  async call<Answer>(path: string, call: Call = {}): Promise<Answer> {
    const answer = await this.answered(path, call);
    const said = answer.status === 204 ? undefined : await read(answer);
    if (said === undefined && answer.status !== 204) {
      throw new ApiError(0, "no_answer", "The server's answer broke off.");
    }
    return said as Answer;
  }

  /** A file, such as a picture that only its owner may see. */
  async file(path: string): Promise<Blob> {
    const answer = await this.answered(path, {});
    try {
      return await answer.blob();
    } catch {
      throw new ApiError(0, "no_answer", "The server's answer broke off.");
    }
  }

  private async answered(path: string, { method = "GET", body, headers = {} }: Call): Promise<Response> {
    const token = this.token;
    const upload = body instanceof FormData ? body : null;
    const text = body === undefined || upload ? null : JSON.stringify(body);
    const answer = await this.fetched(path, {
      method,
      // What is being saved while the page is closed still goes out.
      keepalive: method !== "GET" && !upload && (text?.length ?? 0) < LONGEST_KEPT,
      headers: {
        ...headers,
        Authorization: `Bearer ${token}`,
        ...(text === null ? {} : { "Content-Type": "application/json" }),
      },
      body: upload ?? text,
      signal: AbortSignal.timeout(upload ? LONGEST_UPLOAD : LONGEST),
    });
    if (!answer.ok) {
      if (answer.status === 401 && token !== this.token) {
        // Its person has signed in anew while this was under way.
        return await this.answered(path, { method, body, headers });
      }
      if (answer.status === 401) {
        this.refused();
      }
      throw await refusal(answer);
    }
    return answer;
  }

  private async fetched(path: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(path, request);
    } catch {
      throw new ApiError(0, "no_answer", "The server cannot be reached just now.");
    }
  }
}

async function refusal(answer: Response): Promise<ApiError> {
  const body = ((await read(answer)) ?? {}) as { code?: string; detail?: string; errors?: Problem[] };
  const wait = Number(answer.headers.get("Retry-After") ?? Number.NaN);
  return new ApiError(
    answer.status,
    body.code ?? "refused",
    body.detail ?? "The server could not do that. Please try again.",
    body.errors ?? [],
    Number.isFinite(wait) ? wait : null,
  );
}

/** Undefined for what is no JSON, as a proxy's own error page is not. */
async function read(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

/** Calls of the server's REST interface: its answer, or one kind of error that says what a page can do about it. */

import { type ServerEvent, serverEvents } from "./events";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];
export type Session = Schemas["SessionView"];
export type SessionList = Schemas["SessionList"];
export type StageInfo = Schemas["StageInfo"];
export type Change = Schemas["ChangeView"];
export type DryRun = Schemas["DryRun"];
export type Published = Schemas["Published"];
export type Account = Schemas["AccountView"];
export type OnboardingLink = Schemas["OnboardingLink"];

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
const STREAM = "text/event-stream";
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

  /**
   * The same, told step by step. The call must bear an Idempotency-Key: a stream that is none, or breaks off, has told
   * nothing, and is asked again in one piece.
   */
  async follow<Answer>(path: string, call: Call, onStep: (data: unknown) => void): Promise<Answer> {
    const headers = { ...call.headers, Accept: STREAM };
    const answer = await this.fetched(path, { ...call, headers });
    const ended = await steps(answer, onStep).catch(() => undefined);
    if (ended?.name === "done") {
      return (ended.data as { body: Answer }).body;
    }
    if (ended?.name === "problem") {
      const problem = ended.data as Refusal & { status: number };
      throw refused(problem.status, problem, null);
    }
    return await this.call<Answer>(path, call);
  }

  private async answered(path: string, call: Call): Promise<Response> {
    const token = this.token;
    const answer = await this.fetched(path, call);
    if (!answer.ok) {
      if (answer.status === 401 && token !== this.token) {
        // Its person has signed in anew while this was under way.
        return await this.answered(path, call);
      }
      if (answer.status === 401) {
        this.refused();
      }
      throw await refusal(answer);
    }
    return answer;
  }

  private async fetched(path: string, { method = "GET", body, headers = {} }: Call): Promise<Response> {
    const upload = body instanceof FormData ? body : null;
    const text = body === undefined || upload ? null : JSON.stringify(body);
    try {
      return await fetch(path, {
        method,
        // What is being saved while the page is closed still goes out.
        keepalive: method !== "GET" && !upload && (text?.length ?? 0) < LONGEST_KEPT,
        headers: {
          ...headers,
          Authorization: `Bearer ${this.token}`,
          ...(text === null ? {} : { "Content-Type": "application/json" }),
        },
        body: upload ?? text,
        signal: AbortSignal.timeout(upload ? LONGEST_UPLOAD : LONGEST),
      });
    } catch {
      throw new ApiError(0, "no_answer", "The server cannot be reached just now.");
    }
  }
}

interface Refusal {
  code?: string;
  detail?: string;
  errors?: Problem[];
}

async function refusal(answer: Response): Promise<ApiError> {
  const wait = Number(answer.headers.get("Retry-After") ?? Number.NaN);
  return refused(answer.status, ((await read(answer)) ?? {}) as Refusal, Number.isFinite(wait) ? wait : null);
}

function refused(status: number, { code, detail, errors }: Refusal, retryAfter: number | null): ApiError {
  const words = detail ?? "The server could not do that. Please try again.";
  return new ApiError(status, code ?? "refused", words, errors ?? [], retryAfter);
}

/** The event that ends the stream, once the steps before it have been told; undefined where there is none. */
async function steps(answer: Response, onStep: (data: unknown) => void): Promise<ServerEvent | undefined> {
  if (!answer.ok || !answer.body || !answer.headers.get("Content-Type")?.startsWith(STREAM)) {
    return undefined;
  }
  for await (const event of serverEvents(answer.body)) {
    if (event.name !== "step") {
      return event;
    }
    onStep(event.data);
  }
  return undefined;
}

/** Undefined for what is no JSON, as a proxy's own error page is not. */
async function read(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

/** The shared state as the server sends it: `session` is the same object that REST answers. */

import type { Problem, Session } from "../api/client";

export type { Problem, Session };
export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };
export type StageState = Session["stages"][string];

/** The session in an agent's state; undefined until the server has spoken. */
export function sessionOf(state: unknown): Session | undefined {
  const session = (state as { session?: Session } | undefined)?.session;
  return session && typeof session.current_stage === "string" && session.stages ? session : undefined;
}

/** Whether `a` is not older than `b`. Moves between stages change no revision, but the time of the last touch. */
export function isNewer(a: Session, b: Session | undefined): boolean {
  if (!b || a.revision !== b.revision) {
    return !b || a.revision > b.revision;
  }
  return Date.parse(a.updated_at) >= Date.parse(b.updated_at);
}

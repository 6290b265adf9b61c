/** The shared state as the server sends it: `session` is the same object that REST answers. */

export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

export interface Problem {
  field: string;
  code: string;
  message: string;
}

export interface StageState {
  data: Record<string, Value>;
  completion: number;
  missing: string[];
  problems: Problem[];
}

export interface Session {
  session_id: string;
  status: string;
  is_active: boolean;
  current_stage: string;
  stages: Record<string, StageState>;
  completion_percentage: number;
  event_id: string | null;
}

/** The session in an agent's state; undefined until the server has spoken. */
export function sessionOf(state: unknown): Session | undefined {
  const session = (state as { session?: Session } | undefined)?.session;
  return session && typeof session.current_stage === "string" && session.stages ? session : undefined;
}

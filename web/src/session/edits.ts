/**
 * What was typed into the form and is not yet saved. Kept in the browser's own storage until the server has it, so that
 * neither a reload, a lost connection nor a sign-in that runs out loses a word.
 */

import type { Problem, Session, Value } from "./session";

export interface Edit {
  value: Value | null;
  /** Revision of the session at the time of typing, null before the page knew it; what changed since is not overwritten. */
  seen: number | null;
  /** What the field held then. */
  base: Value | null;
  /** Why it cannot be sent as it is: what the form or the server has found. */
  problems: readonly Problem[];
  /** The field has been changed elsewhere meanwhile: the person decides. */
  contested: boolean;
  /** What was sent and had no answer yet, oldest first: each of them may have arrived. */
  sent: readonly (Value | null)[];
  /** Revision at which the server refused it: once the session has moved on, it may stand. */
  refusedAt?: number;
}

/** By stage, then by field. */
export type Edits = Readonly<Record<string, Readonly<Record<string, Edit>>>>;

export function withEdit(edits: Edits, stage: string, field: string, edit: Edit): Edits {
  return { ...edits, [stage]: { ...edits[stage], [field]: edit } };
}

/** The same change made to some fields; null takes an edit away. */
export function changed(
  edits: Edits,
  stage: string,
  fields: readonly string[],
  change: (edit: Edit) => Edit | null,
): Edits {
  const kept = Object.entries(edits[stage] ?? {}).flatMap(([field, edit]): [string, Edit][] => {
    const next = fields.includes(field) ? change(edit) : edit;
    return next ? [[field, next]] : [];
  });
  const { [stage]: _, ...others } = edits;
  return kept.length ? { ...others, [stage]: Object.fromEntries(kept) } : others;
}

/** What can go to the server now, of the first stage that has any. */
export function sendable(
  edits: Edits,
  revision: number,
): { stage: string; fields: Readonly<Record<string, Edit>> } | null {
  const isReady = ({ contested, problems, refusedAt = revision }: Edit) =>
    !contested && (problems.length === 0 || refusedAt < revision);
  for (const [stage, all] of Object.entries(edits)) {
    const fields = Object.entries(all).filter(([, edit]) => isReady(edit));
    if (fields.length) {
      return { stage, fields: Object.fromEntries(fields) };
    }
  }
  return null;
}

/** A stage's data as the person sees it: what is stored, under what he has typed. */
export function overlaid(session: Session | undefined, edits: Edits, stage: string): Record<string, Value> {
  const data: Record<string, Value> = { ...(session?.stages[stage]?.data as Record<string, Value> | undefined) };
  for (const [field, { value }] of Object.entries(edits[stage] ?? {})) {
    if (value === null) {
      delete data[field];
    } else {
      data[field] = value;
    }
  }
  return data;
}

/** As it goes out: it may arrive whatever becomes of the answer. */
export function underWay(edit: Edit): Edit {
  const known = edit.sent.some((value) => isSame(value, edit.value));
  return known ? edit : { ...edit, sent: [...edit.sent, edit.value] };
}

export function isSame(a: Value | null | undefined, b: Value | null | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

export function stored(key: string): Edits {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(key) ?? "{}");
    return isEdits(kept) ? kept : {};
  } catch {
    return {};
  }
}

/** Another version of this page may have kept something else. */
function isEdits(kept: unknown): kept is Edits {
  const stages = isObject(kept) ? Object.values(kept) : [null];
  return stages.every((stage) => isObject(stage) && Object.values(stage).every(isEdit));
}

function isEdit(kept: unknown): kept is Edit {
  return isObject(kept) && "value" in kept && ["problems", "sent"].every((list) => Array.isArray(kept[list]));
}

function isObject(kept: unknown): kept is Record<string, unknown> {
  return typeof kept === "object" && kept !== null;
}

/** Adds what has changed here to what is kept; other tabs keep theirs in the same place. */
export function store(key: string, before: Edits, after: Edits): void {
  const kept = withChanges(stored(key), before, after);
  try {
    if (Object.keys(kept).length) {
      window.localStorage.setItem(key, JSON.stringify(kept));
    } else {
      window.localStorage.removeItem(key);
    }
  } catch {
    // Storage may be full or forbidden; the edits then last as long as the page.
  }
}

function withChanges(kept: Edits, before: Edits, after: Edits): Edits {
  let edits = kept;
  for (const stage of new Set([...Object.keys(before), ...Object.keys(after)])) {
    // Not what another tab has typed into the same field meanwhile.
    const isOurs = (field: string) => isSame(kept[stage]?.[field]?.value, before[stage]?.[field]?.value);
    const gone = Object.keys(before[stage] ?? {}).filter((field) => !after[stage]?.[field] && isOurs(field));
    edits = changed(edits, stage, gone, () => null);
    for (const [field, edit] of Object.entries(after[stage] ?? {})) {
      edits = edit === before[stage]?.[field] ? edits : withEdit(edits, stage, field, edit);
    }
  }
  return edits;
}

/** What becomes of edits that could not be saved: what the server refused, and what has been changed elsewhere. */

import type { ApiError } from "../api/client";
import { isAlike } from "./alike";
import { changed, type Edit, type Edits, overlaid } from "./edits";
import type { Session } from "./session";

/** The refusal beside each field that it names, or beside all that were sent. */
export function withRefusal(
  edits: Edits,
  stage: string,
  fields: readonly string[],
  error: ApiError,
  refusedAt: number,
): Edits {
  // A finding may stand at another field than those that were sent.
  const whole = error.errors.length ? error.errors : [{ code: error.code, message: error.message }];
  const found = (field: string) => error.errors.filter((each) => each.field.split(".")[0] === field);
  const named = fields.filter((field) => found(field).length);
  let judged = edits;
  for (const field of named.length ? named : fields) {
    const problems = named.length ? found(field) : whole.map((each) => ({ ...each, field }));
    judged = changed(judged, stage, [field], (edit) => ({ ...edit, problems, refusedAt }));
  }
  return judged;
}

/**
 * Fields that hold something else than when they were typed into are the person's to decide; the others may go again. So
 * may those that hold what was sent from here, though its answer never came.
 */
export function heldAgainst(
  session: Session | undefined,
  edits: Edits,
  stage: string,
  fields: readonly string[],
): Edits {
  const now = overlaid(session, {}, stage);
  const seen = session?.revision ?? null;
  const judge = (edit: Edit, field: string): Edit =>
    [edit.base, edit.value, ...edit.sent].some((own) => isAlike(now[field], own))
      ? { ...edit, seen, base: now[field] ?? null }
      : { ...edit, contested: true };
  let judged = edits;
  for (const field of fields) {
    judged = changed(judged, stage, [field], (edit) => judge(edit, field));
  }
  return judged;
}

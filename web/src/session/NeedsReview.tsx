import { useEffect, useState } from "react";
import type { Change } from "../api/client";
import { useSession, useStore } from "./context";
import type { Value } from "./session";
import { useStages } from "./stages";
import { worded } from "./values";

/** Says what moved under a stage that was already complete, and lets the person say that it still holds. */
export function NeedsReview({ stage, onHolds }: { stage: string; onHolds: () => void }) {
  const { session } = useSession();
  const reason = useReason(stage, session?.revision);
  if (!session?.needs_review.includes(stage)) {
    return null;
  }
  return (
    <div className="review-note">
      <p>
        Please look at this again: {reason ?? "something that it rests on has changed"}. Change what no longer fits, or
        say that it still holds.
      </p>
      <button type="button" className="quiet" onClick={onHolds}>
        It still holds
      </button>
    </div>
  );
}

/** The newest change of a field that this stage rests on. */
function useReason(stage: string, revision: number | undefined): string | null {
  const store = useStore();
  const stages = useStages();
  const [changes, setChanges] = useState<readonly Change[]>([]);
  useEffect(() => {
    if (revision !== undefined) {
      store
        .call<{ changes: Change[] }>("/changes")
        .then((answer) => setChanges(answer.changes))
        .catch(() => undefined);
    }
  }, [store, revision]);
  const grounds = stages.find(stage)?.review_after ?? {};
  for (const change of changes) {
    const field = Object.keys(change.fields).find((name) => grounds[change.stage]?.includes(name));
    if (field) {
      const to = change.fields[field]?.to as Value;
      const now = to === null ? "was removed" : `is now ${worded(field, to)}`;
      return `${stages.title(change.stage)}: ${stages.fieldTitle(change.stage, field).toLowerCase()} ${now}`;
    }
  }
  return null;
}

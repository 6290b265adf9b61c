import { useCallback, useEffect, useState } from "react";
import { ApiError, type Change, type Session } from "../api/client";
import { useSession, useStore } from "./context";
import type { Value } from "./session";
import { type Stages, useStages } from "./stages";
import { worded } from "./values";

const SOURCES: Readonly<Record<string, string>> = {
  chat: "in the conversation",
  form: "in the form",
  import: "from a brief",
  undo: "taken back",
};

/** What was changed, newest first, and the way back. */
export function History() {
  const { session } = useSession();
  const { changes, undo, words } = useHistory(session);
  const stages = useStages();
  const newest = changes.find((change) => change.undoable);
  return (
    <div className="history">
      <p role="status">{words}</p>
      {changes.length === 0 && <p className="hint">Nothing has been changed yet.</p>}
      <ol>
        {changes.map((change) => (
          <li key={change.id} data-undone={!change.undoable || undefined}>
            <p>{told(change, stages)}</p>
            <p className="hint">
              {stages.title(change.stage)}, {SOURCES[change.source]}, <time>{moment(change.at)}</time>
            </p>
            {change.undoable && session?.is_active && (
              <button type="button" className="quiet" onClick={() => void undo(change)}>
                {change === newest ? "Undo" : "Undo back to here"}
                <span className="unseen">: {told(change, stages)}</span>
              </button>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function useHistory(session: Session | undefined) {
  const store = useStore();
  const [changes, setChanges] = useState<readonly Change[]>([]);
  const [words, setWords] = useState("");
  const revision = session?.revision;
  useEffect(() => {
    if (revision !== undefined) {
      store
        .call<{ changes: Change[] }>("/changes")
        .then((answer) => setChanges(answer.changes))
        .catch((error: ApiError) => setWords(error.message));
    }
  }, [store, revision]);

  const undo = useCallback(
    async (change: Change) => {
      try {
        const before = store.snapshot().session?.revision;
        await store.flush();
        if (store.snapshot().session?.revision !== before) {
          setWords("What you typed has been saved first. Please choose again.");
          return;
        }
        await store.undo(change.id);
        setWords("Taken back.");
      } catch (error) {
        setWords(error instanceof ApiError ? error.message : "That did not work. Please try again.");
      }
    },
    [store],
  );
  return { changes, undo, words };
}

function told(change: Change, stages: Stages): string {
  return Object.entries(change.fields)
    .map(([field, { from, to }]) => {
      const title = stages.fieldTitle(change.stage, field);
      return `${title}: ${shown(field, from as Value)} → ${shown(field, to as Value)}`;
    })
    .join("; ");
}

function shown(field: string, value: Value): string {
  return value === null || value === undefined ? "nothing" : worded(field, value);
}

function moment(at: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

import { useCallback, useRef, useState } from "react";
import type { ApiError, StageInfo } from "../api/client";
import type { Field } from "../desk/place";
import { StageForm } from "../form/StageForm";
import { Payments } from "../payments/Payments";
import { useArrival } from "./arrival";
import { Contested } from "./Contested";
import { useSession, useStore } from "./context";
import { overlaid } from "./edits";
import { NeedsReview } from "./NeedsReview";
import type { Problem } from "./session";
import { useStages } from "./stages";

interface StagePanelProps {
  stage: StageInfo;
  highlighted: Field | null;
  /** Whoever has just finished another stage goes on here. */
  arrived: boolean;
  onArrived: () => void;
  /** The stage is finished; the id of the one that is next. */
  onDone: (next: string) => void;
}

const INPUT = ":is(input, select, textarea, button)";

/** One stage as a form that saves itself, and the way on. */
export function StagePanel({ stage, highlighted, arrived, onArrived, onDone }: StagePanelProps) {
  const { session, edits } = useSession();
  const store = useStore();
  const section = useRef<HTMLElement>(null);
  const finishing = useFinishing(stage, onDone);
  const heading = useArrival(arrived, onArrived);
  const state = session?.stages[stage.id];
  const sent = Object.values(edits[stage.id] ?? {}).flatMap((edit) => edit.problems);
  const data = overlaid(session, edits, stage.id);
  const readOnly = session !== undefined && !session.is_active && session.status !== "expired";
  const problems = [...(state?.problems ?? []), ...sent, ...finishing.problems];
  return (
    <section ref={section} className="stage" aria-labelledby={`${stage.id}-title`}>
      <header>
        <p className="eyebrow">
          Stage {stage.position} of 6{stage.optional && ", optional"}
        </p>
        <h2 id={`${stage.id}-title`} ref={heading} tabIndex={-1}>
          {stage.title}
        </h2>
      </header>
      <NeedsReview stage={stage.id} onHolds={() => void finishing.finish()} />
      <Contested
        stage={stage.id}
        onDecided={(field) => section.current?.querySelector<HTMLElement>(`[data-field="${field}"] ${INPUT}`)?.focus()}
      />
      <StageForm
        key={stage.id}
        stage={stage}
        data={data}
        missing={state?.missing ?? []}
        problems={problems}
        readOnly={readOnly}
        highlighted={highlighted}
        onEdit={(field, value, found) => store.edit(stage.id, field, value, found)}
        onLeave={() => void store.flush()}
      />
      <Payments stage={stage.id} data={data} readOnly={readOnly} />
      <p className="refusal" role="alert">
        {finishing.words}
      </p>
      <div className="answers">
        <button
          type="button"
          aria-disabled={finishing.busy}
          aria-busy={finishing.busy}
          onClick={() => void finishing.finish()}
        >
          {session?.completed_stages.includes(stage.id) ? "Done, go on" : "Complete and go on"}
        </button>
        {sent.length > 0 && (
          <button type="button" className="quiet" onClick={() => store.discard(stage.id)}>
            Discard what is not saved
          </button>
        )}
        {stage.optional && !session?.completed_stages.includes(stage.id) && (
          <button
            type="button"
            className="quiet"
            aria-disabled={finishing.busy}
            onClick={() => void finishing.finish(true)}
          >
            Skip this
          </button>
        )}
      </div>
    </section>
  );
}

interface Refused {
  words: string;
  problems: readonly Problem[];
  /** It was only that something is not saved yet. */
  unsaved?: boolean;
}

const NOTHING: Refused = { words: "", problems: [] };

/** Saves what is typed, then has the whole stage judged. What was found stands until something is changed. */
function useFinishing(stage: StageInfo, onDone: (next: string) => void) {
  const { session, edits } = useSession();
  const store = useStore();
  const stages = useStages();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused & { revision?: number }>(NOTHING);
  const finish = useCallback(
    async (skip = false) => {
      if (busy) {
        return;
      }
      setBusy(true);
      setRefused(NOTHING);
      try {
        await store.flush();
        const unsaved = store.snapshot().edits[stage.id];
        if (unsaved) {
          const isMarked = Object.values(unsaved).some((edit) => edit.contested || edit.problems.length > 0);
          const way = isMarked ? "see the marked fields" : "please try again once the server answers";
          setRefused({ words: `Not everything is saved yet; ${way}.`, problems: [], unsaved: true });
          return;
        }
        const now = await store.act(`/stages/${stage.id}/complete`, { method: "POST", body: skip ? { skip } : {} });
        // Looking at other stages may have left the conversation at one that is finished.
        onDone(stages.listed.find(({ id }) => !now.completed_stages.includes(id))?.id ?? now.current_stage);
      } catch (error) {
        const { message, errors } = error as ApiError;
        const problems = (errors ?? []).map((each) => ({ ...each, field: each.field.replace(`${stage.id}.`, "") }));
        const named = [...new Set(problems.map((each) => stages.fieldTitle(stage.id, each.field)))].join(", ");
        const revision = store.snapshot().session?.revision;
        setRefused({ words: named ? `Still needed: ${named}.` : message, problems, ...(revision && { revision }) });
      } finally {
        setBusy(false);
      }
    },
    [busy, store, stage.id, stages, onDone],
  );
  const isSaved = refused.unsaved && !edits[stage.id];
  const stands = !isSaved && (refused.revision === undefined || refused.revision === session?.revision);
  return { busy, finish, ...(stands ? refused : NOTHING) };
}

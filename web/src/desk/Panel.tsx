import { useState } from "react";
import { PublishPanel } from "../publish/PublishPanel";
import { Success } from "../publish/Success";
import { useSession } from "../session/context";
import { History } from "../session/History";
import { SaveState } from "../session/SaveState";
import { StagePanel } from "../session/StagePanel";
import { Stepper } from "../session/Stepper";
import { REVIEW, useStages } from "../session/stages";
import type { Place } from "./place";

interface PanelProps {
  place: Place;
  /** The copilot is asking for approval in the conversation. */
  asked: boolean;
}

/** The form of the shown stage, or what has come of it, with the way to all the others and back in time. */
export function Panel({ place, asked }: PanelProps) {
  const { session, saving, edits, known } = useSession();
  const stages = useStages();
  const stage = known ? stages.find(place.shown) : undefined;
  const [arrival, setArrival] = useState<string | null>(null);
  if (session?.status === "completed") {
    return <Success />;
  }
  return (
    <div data-form>
      <Stepper session={session} shown={place.shown} onShow={place.show} />
      {!stage && <p className="hint">The form is being loaded …</p>}
      {stage?.id === REVIEW && (
        <PublishPanel
          asked={asked}
          arrived={arrival === REVIEW}
          onArrived={() => setArrival(null)}
          onShow={(id, field) => place.point({ stage: id, field })}
        />
      )}
      {stage && stage.id !== REVIEW && (
        <StagePanel
          key={stage.id}
          stage={stage}
          highlighted={place.pointed?.stage === stage.id ? place.pointed : null}
          arrived={arrival === stage.id}
          onArrived={() => setArrival(null)}
          onDone={(next) => {
            setArrival(next);
            place.show(next);
          }}
        />
      )}
      <SaveState saving={saving} edits={edits} />
      <details className="history-box">
        <summary>History</summary>
        {session ? <History /> : <p className="hint">Nothing has been changed yet.</p>}
      </details>
    </div>
  );
}

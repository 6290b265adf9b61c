import { useEffect, useRef, useState } from "react";
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
  const { session, saving } = useSession();
  const stages = useStages();
  const stage = stages.find(place.shown);
  const { box, arrive } = useArrival();
  if (session?.status === "completed") {
    return <Success />;
  }
  return (
    <div ref={box} data-form>
      <Stepper session={session} shown={place.shown} onShow={place.show} />
      {stage?.id === REVIEW && <PublishPanel asked={asked} onShow={(id, field) => place.point({ stage: id, field })} />}
      {stage && stage.id !== REVIEW && (
        <StagePanel
          key={stage.id}
          stage={stage}
          highlighted={place.pointed?.stage === stage.id ? place.pointed.field : null}
          onDone={(next) => {
            place.show(next);
            arrive(next);
          }}
        />
      )}
      <SaveState saving={saving} />
      <details className="history-box">
        <summary>History</summary>
        {session ? <History /> : <p className="hint">Nothing has been changed yet.</p>}
      </details>
    </div>
  );
}

/** Whoever has finished a stage goes on at the next one's title, with the keyboard and with a screen reader. */
function useArrival() {
  const box = useRef<HTMLDivElement>(null);
  const [arrived, arrive] = useState<string | null>(null);
  useEffect(() => {
    if (arrived) {
      box.current?.querySelector("h2")?.focus();
      arrive(null);
    }
  }, [arrived]);
  return { box, arrive };
}

import { useSession, useStore } from "./context";
import type { Value } from "./session";
import { useStages } from "./stages";
import { worded } from "./values";

interface ContestedProps {
  stage: string;
  /** The question is gone, and with it what had the focus. */
  onDecided: (field: string) => void;
}

/** Fields that were changed elsewhere while they were typed into here: the person says what stands. */
export function Contested({ stage, onDecided }: ContestedProps) {
  const { session, edits } = useSession();
  const store = useStore();
  const stages = useStages();
  if (!session) {
    return null;
  }
  const contested = Object.entries(edits[stage] ?? {}).filter(([, edit]) => edit.contested);
  const decide = (field: string, mine: boolean) => {
    store.decide(stage, field, mine);
    onDecided(field);
  };
  const stored = (field: string) => session.stages[stage]?.data[field] as Value | undefined;
  return contested.map(([field, edit]) => (
    <div key={field} className="contested" role="alert">
      <p>
        <strong>{stages.fieldTitle(stage, field)}</strong> was changed elsewhere to “{told(field, stored(field))}” while
        you typed “{told(field, edit.value)}”.
      </p>
      <div className="answers">
        <button type="button" onClick={() => decide(field, true)}>
          Keep mine
        </button>
        <button type="button" className="quiet" onClick={() => decide(field, false)}>
          Take theirs
        </button>
      </div>
    </div>
  ));
}

function told(field: string, value: Value | undefined): string {
  return value === undefined || value === null ? "nothing" : worded(field, value);
}

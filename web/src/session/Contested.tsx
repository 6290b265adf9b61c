import { useSession, useStore } from "./context";
import type { Value } from "./session";
import { useStages } from "./stages";
import { worded } from "./values";

/** Fields that were changed elsewhere while they were typed into here: the person says what stands. */
export function Contested({ stage }: { stage: string }) {
  const { session, edits } = useSession();
  const store = useStore();
  const stages = useStages();
  const contested = Object.entries(edits[stage] ?? {}).filter(([, edit]) => edit.contested);
  const stored = (field: string) => session?.stages[stage]?.data[field] as Value | undefined;
  return contested.map(([field, edit]) => (
    <div key={field} className="contested" role="alert">
      <p>
        <strong>{stages.fieldTitle(stage, field)}</strong> was changed elsewhere to “{told(field, stored(field))}” while
        you typed “{told(field, edit.value)}”.
      </p>
      <div className="answers">
        <button type="button" onClick={() => store.decide(stage, field, true)}>
          Keep mine
        </button>
        <button type="button" className="quiet" onClick={() => store.decide(stage, field, false)}>
          Take theirs
        </button>
      </div>
    </div>
  ));
}

function told(field: string, value: Value | undefined): string {
  return value === undefined || value === null ? "nothing" : worded(field, value);
}

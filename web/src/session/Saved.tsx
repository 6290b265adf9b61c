import { useEffect, useRef } from "react";
import type { Session, StageState } from "./session";
import type { Stages } from "./stages";
import { worded } from "./values";

export interface Field {
  stage: string;
  field: string;
}

interface SavedProps {
  session: Session | undefined;
  stages: Stages;
  highlighted: Field | null;
}

/** What is stored so far, stage by stage. */
export function Saved({ session, stages, highlighted }: SavedProps) {
  if (!session) {
    return <p className="hint">What you tell the copilot appears here.</p>;
  }
  const shown = stages.ids(Object.keys(session.stages)).filter((id) => session.stages[id] && id !== "reviewPublish");
  return (
    <ol className="stages">
      {shown.map((id) => (
        <li key={id} aria-current={id === session.current_stage ? "step" : undefined}>
          <StageData id={id} state={session.stages[id] as StageState} stages={stages} highlighted={highlighted} />
        </li>
      ))}
    </ol>
  );
}

interface StageDataProps extends Pick<SavedProps, "stages" | "highlighted"> {
  id: string;
  state: StageState;
}

function StageData({ id, state, stages, highlighted }: StageDataProps) {
  const fields = stages.fields(id, state.data);
  return (
    <>
      <h3>
        {stages.title(id)} <small>{state.completion}%</small>
      </h3>
      <dl>
        {fields.map((field) => (
          <Row
            key={field}
            title={stages.fieldTitle(id, field)}
            lit={id === highlighted?.stage && field === highlighted.field}
          >
            {worded(field, state.data[field] ?? null)}
          </Row>
        ))}
      </dl>
      {state.problems.map((problem) => (
        <p key={problem.code + problem.field} className="problem">
          {problem.message}
        </p>
      ))}
    </>
  );
}

function Row({ title, lit, children }: { title: string; lit: boolean; children: string }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (lit) {
      row.current?.scrollIntoView({ block: "nearest" });
    }
  }, [lit]);
  return (
    <div ref={row} className={lit ? "lit" : undefined} data-highlighted={lit || undefined}>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

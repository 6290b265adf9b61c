import { useEffect, useState } from "react";
import type { DryRun, Problem } from "../api/client";
import { useArrival } from "../session/arrival";
import { useSession } from "../session/context";
import { useStages } from "../session/stages";
import { CoverUpload } from "./CoverUpload";
import { PlanList } from "./PlanList";
import { usePublishing } from "./publishing";
import { StepList } from "./StepList";

interface PublishPanelProps {
  /** The copilot is asking the same question in the conversation. */
  asked: boolean;
  /** Whoever has just finished another stage goes on here. */
  arrived: boolean;
  onArrived: () => void;
  onShow: (stage: string, field: string) => void;
}

/** The last stage: what publishing would make, what is missing, and a person's own yes. */
export function PublishPanel({ asked, arrived, onArrived, onShow }: PublishPanelProps) {
  const { session } = useSession();
  const { plan, words, step, steps, busy, rehearse, publish } = usePublishing();
  const heading = useArrival(arrived, onArrived);
  const revision = session?.revision;
  useEffect(() => {
    if (revision !== undefined) {
      void rehearse();
    }
  }, [revision, rehearse]);
  return (
    <section className="stage" aria-labelledby="publish-title" aria-busy={busy}>
      <header>
        <p className="eyebrow">Stage 6 of 6</p>
        <h2 id="publish-title" ref={heading} tabIndex={-1}>
          Review and publish
        </h2>
      </header>
      {session ? <Findings plan={plan} onShow={onShow} /> : <p className="hint">There is nothing to publish yet.</p>}
      {session && <CoverUpload />}
      {plan?.ready && asked && <p className="hint">The copilot is asking for your approval in the conversation.</p>}
      {plan?.ready && !asked && <Consent key={JSON.stringify(plan)} busy={busy} onPublish={() => void publish()} />}
      <p className="progress-words" role="status">
        {step}
      </p>
      {steps.length > 0 && <StepList steps={steps} />}
      <p className="refusal" role="alert">
        {words}
      </p>
    </section>
  );
}

function Findings({ plan, onShow }: { plan: DryRun | null } & Pick<PublishPanelProps, "onShow">) {
  if (!plan) {
    return <p className="hint">Looking over everything …</p>;
  }
  if (plan.ready) {
    return <PlanList plan={plan} />;
  }
  return <Gaps problems={plan.problems as unknown as Problem[]} onShow={onShow} />;
}

function Gaps({ problems, onShow }: { problems: readonly Problem[] } & Pick<PublishPanelProps, "onShow">) {
  const stages = useStages();
  return (
    <>
      <p>Before this event can be published:</p>
      <ul className="gaps">
        {problems.map(({ field, code, message }) => {
          const [stage = "", ...path] = field.split(".");
          return (
            <li key={field + code}>
              <a
                href={`#${stage}`}
                onClick={(event) => {
                  event.preventDefault();
                  onShow(stage, path[0] ?? "");
                }}
              >
                {stages.title(stage)}
                {path.length > 0 && `: ${stages.fieldTitle(stage, path.join("."))}`}
              </a>
              <span className="hint"> {message}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Both are the person's own act: neither is ever ticked for him. */
function Consent({ busy, onPublish }: { busy: boolean; onPublish: () => void }) {
  const [confirmed, setConfirmed] = useState(false);
  const [accepted, setAccepted] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onPublish();
      }}
    >
      <label className="check">
        <input
          type="checkbox"
          checked={confirmed}
          disabled={busy}
          onChange={(event) => setConfirmed(event.target.checked)}
        />
        I looked this over, and it is right
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={accepted}
          disabled={busy}
          onChange={(event) => setAccepted(event.target.checked)}
        />
        I accept the terms
      </label>
      <button type="submit" disabled={busy || !confirmed || !accepted} aria-busy={busy}>
        Publish event
      </button>
    </form>
  );
}

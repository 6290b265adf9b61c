import type { Interrupt } from "@ag-ui/client";
import { useInterrupt } from "@copilotkit/react-core/v2";
import { createContext, useContext, useEffect, useState } from "react";
import { PlanList } from "../publish/PlanList";
import type { Plan } from "../publish/plan";
import { AGENT } from "./agent";

const YES = { confirmed: true, terms_accepted: true };
const NO = { confirmed: false, terms_accepted: false };

type Answer = typeof YES;

/** Shows the open question whether to publish, in the conversation. */
export function useApproval(): void {
  useInterrupt({
    agentId: AGENT,
    enabled: ({ value }) => (value as Interrupt).reason === "publish_confirmation",
    render: ({ interrupt, resolve }) => (
      <Approval
        key={interrupt?.id}
        question={interrupt?.message ?? "Shall I publish this event?"}
        plan={(interrupt?.metadata?.dry_run ?? {}) as Plan}
        onAnswer={(answer) => void resolve(answer, interrupt?.id)}
      />
    ),
  });
}

/** Hears whether the question is open, so that it is not asked twice on one page. */
export const ApprovalContext = createContext<(asked: boolean) => void>(() => undefined);

interface ApprovalProps {
  question: string;
  plan: Plan;
  onAnswer: (answer: Answer) => void;
}

function Approval({ question, plan, onAnswer }: ApprovalProps) {
  const [answered, setAnswered] = useState(false);
  const tell = useContext(ApprovalContext);
  useEffect(() => {
    tell(true);
    return () => tell(false);
  }, [tell]);
  const answer = (given: Answer) => () => {
    setAnswered(true);
    onAnswer(given);
  };
  return (
    <section className="approval" aria-label="Publish this event?">
      <p>{question}</p>
      <PlanList plan={plan} />
      <p className="hint">Publishing makes the event public and means that you accept the terms.</p>
      <div className="answers">
        <button type="button" disabled={answered} onClick={answer(YES)}>
          Publish
        </button>
        <button type="button" className="quiet" disabled={answered} onClick={answer(NO)}>
          Not now
        </button>
      </div>
    </section>
  );
}

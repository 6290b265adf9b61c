import type { Interrupt } from "@ag-ui/client";
import { useInterrupt } from "@copilotkit/react-core/v2";
import { useState } from "react";
import type { Value } from "../session/session";
import { worded } from "../session/values";
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
        plan={(interrupt?.metadata?.dry_run ?? {}) as DryRun}
        onAnswer={(answer) => void resolve(answer, interrupt?.id)}
      />
    ),
  });
}

interface DryRun {
  slug?: string;
  would_create?: {
    event?: Record<string, Value>;
    tasks?: number;
    sponsors?: number;
    budget_categories?: number;
  };
}

interface ApprovalProps {
  question: string;
  plan: DryRun;
  onAnswer: (answer: Answer) => void;
}

function Approval({ question, plan, onAnswer }: ApprovalProps) {
  const [answered, setAnswered] = useState(false);
  const answer = (given: Answer) => () => {
    setAnswered(true);
    onAnswer(given);
  };
  return (
    <section className="approval" aria-label="Publish this event?">
      <p>{question}</p>
      <dl>
        {summary(plan).map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
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

/** What publishing would make, as titles and values; what is not there is left out. */
function summary({ would_create: plan = {}, slug }: DryRun): [string, string][] {
  const { name, type, local_start, timezone, venue, ticket_tiers, total_capacity } = plan.event ?? {};
  const lines: [string, Value | undefined | false][] = [
    ["Event", name],
    ["Type", type !== undefined && worded("type", type)],
    ["When", typeof local_start === "string" && `${localTime(local_start)} (${timezone})`],
    ["Where", venue !== undefined && place(venue)],
    ["Tickets", Array.isArray(ticket_tiers) && tickets(ticket_tiers)],
    ["Tickets in total", total_capacity],
    ["Sponsors", plan.sponsors || undefined],
    ["Tasks", plan.tasks || undefined],
    ["Budget categories", plan.budget_categories],
    ["Address", slug && `/e/${slug}`],
  ];
  return lines.flatMap(([title, value]) => (value || value === 0 ? [[title, String(value)]] : []));
}

/** As the clock on the wall will show it, wherever the reader is. */
function localTime(start: string): string {
  const shown = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return shown.format(new Date(`${start}Z`));
}

function place(venue: Value): string {
  const { name, address, city, streaming_url } = (venue ?? {}) as Record<string, Value>;
  return [name, address, city, streaming_url].filter(Boolean).join(", ");
}

function tickets(tiers: Value[]): string {
  return tiers
    .map((tier) => {
      const { on_sale, ...shown } = tier as Record<string, Value>;
      return `${worded("tiers", shown)}${on_sale === false ? ", not on sale yet" : ""}`;
    })
    .join("; ");
}

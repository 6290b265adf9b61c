import { useAgent, useRenderTool } from "@copilotkit/react-core/v2";
import { type PublishStep, StepList } from "../publish/StepList";
import type { Problem, Value } from "../session/session";
import { type Stages, useStages } from "../session/stages";
import { worded } from "../session/values";
import { AGENT } from "./agent";

/** Shows every tool call in the conversation as what it came to, in plain words. */
export function useToolCalls(): void {
  useRenderTool({ name: "*", render: ToolCall }, []);
}

// By a part of the tool's name.
const UNDER_WAY = [["save", "Saving …"]] as const;

interface ToolCallProps {
  name: string;
  status: "inProgress" | "executing" | "complete";
  result?: string;
}

/** What the server's tools answer; every part may be missing. */
interface Outcome {
  stage?: string;
  saved?: Record<string, Value>;
  refused?: Problem[];
  finished?: string;
  undone?: { stage: string; restored: Record<string, Value> }[];
  published?: boolean;
  onboarding_url?: string;
}

function ToolCall({ name, status, result }: ToolCallProps) {
  const stages = useStages();
  if (status !== "complete" && name.includes("publish")) {
    return <Approving />;
  }
  if (status !== "complete") {
    return <p className="tool">{UNDER_WAY.find(([part]) => name.includes(part))?.[1] ?? "Working …"}</p>;
  }
  const outcome = parsed(result);
  const lines = told(outcome, stages);
  const link = outcome.onboarding_url;
  const way = link && /^https?:\/\//.test(link) ? link : null;
  return lines.length || way ? (
    <div className="tool done">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {way && (
        <p>
          <a href={way} rel="noopener">
            Set up payments with Stripe
          </a>
        </p>
      )}
    </div>
  ) : null;
}

/** Publishing waits for a person, and is told step by step then. */
function Approving() {
  const { agent } = useAgent({ agentId: AGENT });
  const state = agent.state as { publishing?: { steps: PublishStep[] } } | undefined;
  const steps = state?.publishing?.steps;
  return steps ? <StepList steps={steps} /> : <p className="tool">Waiting for your approval</p>;
}

function told(outcome: Outcome, stages: Stages): string[] {
  const stage = outcome.stage ?? "";
  const saved = Object.entries(outcome.saved ?? {}).map(
    ([field, value]) => `${stages.fieldTitle(stage, field)}: ${value === null ? "removed" : worded(field, value)}`,
  );
  const refused = (outcome.refused ?? []).map(
    (problem) => `${stages.fieldTitle(stage, problem.field)}: ${problem.message}`,
  );
  const undone = (outcome.undone ?? []).map((change) => `Taken back: ${fieldsOf(change, stages)}`);
  return [
    ...(saved.length ? [`Saved ${saved.join("; ")}`] : []),
    ...refused.map((line) => `Not saved ${line}`),
    ...undone,
    ...(outcome.finished ? [`${outcome.finished}: complete`] : []),
    ...(outcome.published ? ["The event is published"] : []),
  ];
}

function fieldsOf(change: { stage: string; restored: Record<string, Value> }, stages: Stages): string {
  return Object.keys(change.restored)
    .map((field) => stages.fieldTitle(change.stage, field))
    .join(", ");
}

function parsed(result: string | undefined): Outcome {
  try {
    const outcome: unknown = JSON.parse(result ?? "");
    return typeof outcome === "object" && outcome !== null ? outcome : {};
  } catch {
    return {};
  }
}

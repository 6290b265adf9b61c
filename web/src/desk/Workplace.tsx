import { useAgent } from "@copilotkit/react-core/v2";
import { type RefObject, useCallback, useEffect, useState } from "react";
import { Announcer } from "../copilot/Announcer";
import { ApprovalContext, useApproval } from "../copilot/Approval";
import { AGENT } from "../copilot/agent";
import { Conversation } from "../copilot/Conversation";
import { type Report, useConnection } from "../copilot/connection";
import { ErrorBanner } from "../copilot/ErrorBanner";
import { useFollowing } from "../copilot/following";
import { useHighlight, useReader } from "../copilot/pageTools";
import { useToolCalls } from "../copilot/ToolCall";
import { Switch } from "../Switch";
import { useSession, useStore } from "../session/context";
import { Progress } from "../session/Progress";
import { type Session, sessionOf } from "../session/session";
import { Panel } from "./Panel";
import { type Field, usePlace } from "./place";

type Side = "conversation" | "form";

const sides = (published: boolean) =>
  [
    ["conversation", "Conversation"],
    ["form", published ? "Event" : "Form"],
  ] as const;

interface WorkplaceProps {
  threadId: string;
  report: RefObject<Report | null>;
  onRefused: () => void;
}

/** The conversation beside the form; on a narrow screen one of the two at a time. */
export function Workplace({ threadId, report, onRefused }: WorkplaceProps) {
  useSharedState();
  const { session } = useSession();
  const connection = useConnection(report, onRefused);
  useFollowing(threadId, connection.reconnect);
  useReader();
  useApproval();
  useToolCalls();
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const [side, setSide] = useState<Side>("conversation");
  const { point } = place;
  const pointAt = useCallback(
    (field: Field) => {
      setSide("form");
      point(field);
    },
    [point],
  );
  useHighlight(pointAt);
  return (
    <ApprovalContext value={setAsked}>
      <div className="desk" data-side={side}>
        <header>
          <a className="brand" href="/?events">
            All events
          </a>
          <h1>{title(session)}</h1>
          <Progress session={session} />
          <Switch name="Show" choices={sides(session?.status === "completed")} chosen={side} onChoose={setSide} />
        </header>
        <ErrorBanner
          trouble={connection.trouble}
          onRetry={() => void connection.reconnect()}
          onClose={connection.close}
        />
        <main>
          <Conversation threadId={threadId} />
        </main>
        <aside aria-label="Event form">
          <Panel place={place} asked={asked} />
        </aside>
        <Announcer />
      </div>
    </ApprovalContext>
  );
}

/** What the copilot shares is the same session that the forms read. */
function useSharedState(): void {
  const store = useStore();
  const { agent } = useAgent({ agentId: AGENT });
  const shared = sessionOf(agent.state);
  useEffect(() => {
    if (shared) {
      store.take(shared);
    }
  }, [store, shared]);
}

function title(session: Session | undefined): string {
  const named = session?.stages.eventSetup?.data.title;
  return typeof named === "string" ? named : "A new event";
}

import { CopilotKitProvider, useAgent } from "@copilotkit/react-core/v2";
import { type RefObject, useMemo, useRef } from "react";
import { Progress } from "../session/Progress";
import { Saved } from "../session/Saved";
import { sessionOf } from "../session/session";
import { useStages } from "../session/stages";
import { Announcer } from "./Announcer";
import { useApproval } from "./Approval";
import { AGENT, onlyNew } from "./agent";
import { Conversation } from "./Conversation";
import { type Report, useConnection } from "./connection";
import { ErrorBanner } from "./ErrorBanner";
import { useFollowing } from "./following";
import { useHighlight, useReader } from "./pageTools";
import { StagesContext, useToolCalls } from "./ToolCall";
import "@copilotkit/react-core/v2/styles.css";

interface CopilotProps {
  token: string;
  threadId: string;
  /** The server does not take the token. */
  onRefused: () => void;
}

/** The page of somebody who is signed in: one conversation, and what has come of it. */
export default function Copilot({ token, threadId, onRefused }: CopilotProps) {
  const headers = useMemo(() => ({ Authorization: `Bearer ${token}` }), [token]);
  const report = useRef<Report>(null);
  return (
    <CopilotKitProvider
      runtimeUrl="/copilotkit"
      useSingleEndpoint={false}
      headers={headers}
      messageFilter={onlyNew}
      enableInspector={false}
      showDevConsole={false}
      onError={(event) => report.current?.(event)}
    >
      <Desk token={token} threadId={threadId} onRefused={onRefused} report={report} />
    </CopilotKitProvider>
  );
}

function Desk({ token, threadId, onRefused, report }: CopilotProps & { report: RefObject<Report | null> }) {
  const { agent } = useAgent({ agentId: AGENT });
  const session = sessionOf(agent.state);
  const stages = useStages(token);
  const highlighted = useHighlight();
  const connection = useConnection(report, onRefused);
  useFollowing(threadId, connection.reconnect);
  useReader();
  useApproval();
  useToolCalls();
  return (
    <StagesContext value={stages}>
      <div className="desk">
        <header>
          <h1>Event setup copilot</h1>
          <Progress session={session} stages={stages} />
          <a href="/">New event</a>
        </header>
        <ErrorBanner
          trouble={connection.trouble}
          onRetry={() => void connection.reconnect()}
          onClose={connection.close}
        />
        <main>
          <Conversation threadId={threadId} />
        </main>
        <aside aria-label="What is saved">
          <details open={window.matchMedia("(min-width: 56rem)").matches}>
            <summary>
              <h2>What is saved</h2>
            </summary>
            <Saved session={session} stages={stages} highlighted={highlighted} />
          </details>
        </aside>
        <Announcer />
      </div>
    </StagesContext>
  );
}

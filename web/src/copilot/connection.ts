/**
 * Keeps the conversation connected: tells of trouble, reconnects with growing pauses, and sends once more what a broken
 * connection swallowed (the server takes every message id once, so arriving twice does nothing).
 */

import type { AbstractAgent } from "@ag-ui/client";
import { useAgent, useCopilotKit } from "@copilotkit/react-core/v2";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { AGENT } from "./agent";
import { useOutbox } from "./outbox";
import { type Reported, type Trouble, troubleOf } from "./trouble";

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000] as const;

export type Report = (error: Reported) => void;

export interface Connection {
  trouble: Trouble | null;
  /** Show what the server has, and follow a run that is on. */
  reconnect: () => Promise<void>;
  close: () => void;
}

interface Attempt {
  timer?: number;
  connecting: boolean;
  failed: boolean;
  failures: number;
}

/** Whoever provides CopilotKit hands every error to what is put into `report`. */
export function useConnection(report: RefObject<Report | null>, onRefused: () => void): Connection {
  const { copilotkit } = useCopilotKit();
  const { agent, isReady } = useAgent({ agentId: AGENT, updates: [] });
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const attempt = useRef<Attempt>({ connecting: false, failed: false, failures: 0 });
  const isConnecting = useCallback(() => attempt.current.connecting, []);
  const outbox = useOutbox(agent, isConnecting);
  useFreeSpeech();

  const reconnect = useCallback(async (): Promise<void> => {
    const now = attempt.current;
    window.clearTimeout(now.timer);
    if (!isReady) {
      askAgain(copilotkit);
      return;
    }
    if (now.connecting || agent.isRunning) {
      return;
    }
    Object.assign(now, { connecting: true, failed: false });
    await copilotkit.connectAgent({ agent });
    now.connecting = false;
    if (now.failed) {
      now.timer = window.setTimeout(reconnect, pause(now.failures++));
      return;
    }
    now.failures = 0;
    setTrouble(unlessCured);
    const lost = outbox.lost();
    if (lost) {
      restore(agent, lost);
      await copilotkit.runAgent({ agent });
    }
  }, [agent, isReady, copilotkit, outbox]);

  useEffect(() => {
    const now = attempt.current;
    report.current = (error) => {
      const found = troubleOf(error);
      if (found?.cure === "sign-in") {
        onRefused();
      } else if (found) {
        setTrouble(found);
      }
      if (found?.cure === "reconnect") {
        now.failed = true;
        if (!now.connecting) {
          window.clearTimeout(now.timer);
          now.timer = window.setTimeout(reconnect, pause(isReady ? 0 : now.failures++));
        }
      }
    };
    return () => window.clearTimeout(now.timer);
  }, [report, reconnect, isReady, onRefused]);

  // Once the runtime is known again there is another agent, which has not seen what happened meanwhile.
  useEffect(() => {
    if (isReady && attempt.current.failed) {
      void reconnect();
    }
  }, [isReady, reconnect]);

  useEffect(() => {
    const hears = agent.subscribe({
      onRunStartedEvent: () => setTrouble(null),
      onRunFinishedEvent: () => setTrouble(null),
    });
    return () => hears.unsubscribe();
  }, [agent]);

  return { trouble, reconnect, close: () => setTrouble(null) };
}

function pause(failures: number): number {
  return PAUSES[Math.min(failures, PAUSES.length - 1)] ?? 0;
}

/** What the server said for the person stays to be read. */
function unlessCured(trouble: Trouble | null): Trouble | null {
  return trouble?.cure === "reconnect" ? null : trouble;
}

/** CopilotKit asks once what the runtime offers; without an answer it has no agent, until its address is set anew. */
function askAgain(copilotkit: { runtimeUrl: string | undefined; setRuntimeUrl(url: string | undefined): void }): void {
  const address = copilotkit.runtimeUrl;
  copilotkit.setRuntimeUrl(undefined);
  copilotkit.setRuntimeUrl(address);
}

/** A snapshot drops what the server does not have. */
function restore(agent: AbstractAgent, message: AbstractAgent["messages"][number]): void {
  if (!agent.messages.some((each) => each.id === message.id)) {
    agent.addMessage(message);
  }
}

/**
 * While an approval is open CopilotKit refuses to connect anew, and to send a message, which to the server means "not
 * now". The approval on the page is not touched by this: it stands until a run begins.
 */
function useFreeSpeech(): void {
  const { copilotkit } = useCopilotKit();
  useEffect(() => {
    const hears = copilotkit.subscribe({
      onAgentRunStarted: ({ agent }) => {
        agent.pendingInterrupts = [];
      },
    });
    return () => hears.unsubscribe();
  }, [copilotkit]);
}

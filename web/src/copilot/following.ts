/** Follows what happens to this conversation elsewhere: in another tab at once, on another device when one looks again. */

import type { AbstractAgent } from "@ag-ui/client";
import { useAgent } from "@copilotkit/react-core/v2";
import { useEffect } from "react";
import { AGENT } from "./agent";

export function useFollowing(threadId: string, reconnect: () => Promise<void>): void {
  const { agent } = useAgent({ agentId: AGENT, updates: [] });
  useOtherTabs(threadId, agent, reconnect);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") {
        void reconnect();
      }
    };
    document.addEventListener("visibilitychange", look);
    window.addEventListener("online", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("online", look);
    };
  }, [reconnect]);
}

/** Only a run that a person began here is told to the other tabs; connecting would call back and forth for ever. */
function useOtherTabs(threadId: string, agent: AbstractAgent, reconnect: () => Promise<void>): void {
  useEffect(() => {
    const tabs = new BroadcastChannel(`conversation:${threadId}`);
    tabs.onmessage = () => void reconnect();
    let begunHere = false;
    const hears = agent.subscribe({
      onNewMessage: ({ message }) => {
        begunHere ||= message.role === "user";
      },
      onRunInitialized: ({ input }) => {
        begunHere ||= input.resume !== undefined;
      },
      onRunStartedEvent: () => {
        if (begunHere) {
          begunHere = false;
          tabs.postMessage("a run has begun");
        }
      },
    });
    return () => {
      hears.unsubscribe();
      tabs.close();
    };
  }, [threadId, agent, reconnect]);
}

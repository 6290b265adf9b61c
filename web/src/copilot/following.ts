/** Follows what happens to this setup elsewhere: in another tab at once, on another device within some seconds. */

import type { AbstractAgent } from "@ag-ui/client";
import { useAgent } from "@copilotkit/react-core/v2";
import { useEffect } from "react";
import { useStore } from "../session/context";
import { AGENT } from "./agent";

const LOOK = 10_000;

export function useFollowing(threadId: string, reconnect: () => Promise<void>): void {
  const { agent } = useAgent({ agentId: AGENT, updates: [] });
  useOtherTabs(threadId, agent, reconnect);
  useOtherDevices(agent, reconnect);
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

/** Asks now and then, while somebody looks, whether the session has moved on without this page. */
function useOtherDevices(agent: AbstractAgent, reconnect: () => Promise<void>): void {
  const store = useStore();
  useEffect(() => {
    const look = async () => {
      const before = store.snapshot().session?.revision;
      if (document.visibilityState !== "visible" || agent.isRunning || before === undefined) {
        return;
      }
      // Without an answer there is nothing to follow; the next look comes by itself.
      await store.refresh().catch(() => undefined);
      if (store.snapshot().session?.revision !== before) {
        await reconnect();
      }
    };
    const timer = window.setInterval(() => void look(), LOOK);
    return () => window.clearInterval(timer);
  }, [store, agent, reconnect]);
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

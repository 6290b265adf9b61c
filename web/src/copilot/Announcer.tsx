import type { AbstractAgent, Message } from "@ag-ui/client";
import { useAgent } from "@copilotkit/react-core/v2";
import { useEffect, useState } from "react";
import { AGENT } from "./agent";

/** Says to screen readers what the assistant has said, once it is whole; word by word nobody could follow. */
export function Announcer() {
  const { agent } = useAgent({ agentId: AGENT, updates: [] });
  const said = useAnnouncement(agent);
  return (
    <p className="unseen" aria-live="polite">
      {said}
    </p>
  );
}

function useAnnouncement(agent: AbstractAgent): string {
  const [said, setSaid] = useState("");
  useEffect(() => {
    let heard: string | undefined;
    let isOpened = false;
    const hears = agent.subscribe({
      onMessagesSnapshotEvent: ({ event }) => {
        // What was there when the page was opened is no news.
        heard = isOpened ? heard : event.messages.findLast(isSpoken)?.id;
        isOpened = true;
      },
      onRunFinishedEvent: (run) => {
        const newest = run.messages.findLast(isSpoken);
        const question = run.outcome === "interrupt" ? run.interrupts[0]?.message : undefined;
        const news = newest?.id !== heard ? newest?.content : undefined;
        heard = newest?.id;
        if (news || question) {
          setSaid([news, question].filter(Boolean).join(" "));
        }
      },
    });
    return () => hears.unsubscribe();
  }, [agent]);
  return said;
}

function isSpoken(message: Message): message is Message & { content: string } {
  return message.role === "assistant" && typeof message.content === "string" && message.content !== "";
}

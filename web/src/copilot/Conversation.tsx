import { CopilotChat, CopilotChatInput, useAgent, useConfigureSuggestions } from "@copilotkit/react-core/v2";
import type { ComponentProps } from "react";
import { AGENT } from "./agent";
import { Welcome } from "./Welcome";

/** The chat itself, with the names that CopilotKit leaves its parts without. */
export function Conversation({ threadId }: { threadId: string }) {
  const { agent, isReady } = useAgent({ agentId: AGENT });
  useConfigureSuggestions({
    available: "before-first-message",
    suggestions: [{ title: "Set up an event", message: "Hi, I want to set up an event" }],
  });
  return (
    <section className="conversation" aria-label="Conversation" aria-busy={!isReady}>
      {agent.messages.length === 0 && <Welcome />}
      <CopilotChat
        agentId={AGENT}
        threadId={threadId}
        labels={LABELS}
        input={INPUT}
        messageView={MESSAGES}
        scrollView={SCROLL}
      />
    </section>
  );
}

const LABELS = {
  chatInputPlaceholder: "Message",
  chatDisclaimerText: "The copilot can be mistaken; look over what it has saved.",
};

/** One button is both: what CopilotKit draws inside it while a run is on tells which. */
function SendOrStop({ children, ...others }: ComponentProps<"button">) {
  return (
    <CopilotChatInput.SendButton {...others} aria-label={children ? "Stop" : "Send message"}>
      {children}
    </CopilotChatInput.SendButton>
  );
}

function Nothing() {
  return null;
}

// Made once: a new object would be a new part of the page, and the text box would lose what is typed.
const INPUT = { textArea: { "aria-label": "Message" }, sendButton: SendOrStop, addMenuButton: Nothing };
const MESSAGES = { role: "log", "aria-label": "Messages", "aria-live": "off" } as const;
const SCROLL = { scrollToBottomButton: { "aria-label": "Scroll to the newest message" } };

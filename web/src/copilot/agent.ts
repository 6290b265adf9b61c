/** The agent of the runtime that this page talks to, and what of a conversation is sent to it. */

import type { Message } from "@ag-ui/client";

export const AGENT = "wizard";

/**
 * The server keeps the conversation: only what it may not know is sent, the person's newest messages or the results of
 * this page's own tools. CopilotKit adds the calls that the results answer.
 */
export function onlyNew(messages: Message[]): Message[] {
  const said = messages.slice(messages.findLastIndex((message) => message.role !== "user") + 1);
  if (said.length) {
    return said;
  }
  const turn = messages.slice(messages.findLastIndex((message) => message.role === "user") + 1);
  return turn.filter((message) => message.role === "tool");
}

/** The message that was said here last and may not have arrived: kept until the server has shown that it has it. */

import type { AbstractAgent, Message } from "@ag-ui/client";
import { useEffect, useRef } from "react";

export class Outbox {
  private waiting: Message | null = null;
  private readonly again = new Set<string>();

  say(message: Message): void {
    this.waiting = message;
  }

  /** A run that began has taken it, and so has a snapshot that holds it. */
  arrived(ids?: ReadonlySet<string>): void {
    if (this.waiting && (!ids || ids.has(this.waiting.id))) {
      this.waiting = null;
    }
  }

  /** What to send once more; never twice, or a message that breaks every connection would be sent for ever. */
  lost(): Message | null {
    const message = this.waiting;
    this.waiting = null;
    if (!message || this.again.has(message.id)) {
      return null;
    }
    this.again.add(message.id);
    return message;
  }
}

export function useOutbox(agent: AbstractAgent, isConnecting: () => boolean): Outbox {
  const box = useRef<Outbox>(null);
  box.current ??= new Outbox();
  const outbox = box.current;
  useEffect(() => {
    const hears = agent.subscribe({
      onNewMessage: ({ message }) => {
        if (message.role === "user") {
          outbox.say(message);
        }
      },
      onRunStartedEvent: () => {
        if (!isConnecting()) {
          outbox.arrived();
        }
      },
      onMessagesSnapshotEvent: ({ event }) => outbox.arrived(new Set(event.messages.map((message) => message.id))),
    });
    return () => hears.unsubscribe();
  }, [agent, outbox, isConnecting]);
  return outbox;
}

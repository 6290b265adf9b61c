/** Publishing by form: rehearsed, then done once, however often an answer is lost on the way. */

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, type DryRun, type Published } from "../api/client";
import { uuid } from "../route";
import { useStore } from "../session/context";
import { useStages } from "../session/stages";

const ADDRESS = "/api/v1/events/publish";
const AGAIN = 3;
const YES = { confirmed: true, terms_accepted: true };

export function usePublishing() {
  const store = useStore();
  const key = useRef<string>(null);
  const [plan, setPlan] = useState<DryRun | null>(null);
  const [step, setStep] = useState("");
  const [words, setWords] = useState("");
  const stages = useStages();
  const newest = useRef(0);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const body = { session_id: store.sessionId };

  /** What publishing would make now; asked again by itself while the server does not answer. */
  const rehearse = useCallback(async (): Promise<DryRun | null> => {
    window.clearTimeout(timer.current);
    newest.current += 1;
    const mine = newest.current;
    try {
      const shown = await store.api.call<DryRun>(`${ADDRESS}?dry_run=true`, {
        method: "POST",
        body: { session_id: store.sessionId },
      });
      if (mine === newest.current) {
        setPlan(shown);
        setWords("");
      }
      return shown;
    } catch (error) {
      const { message, passes, retryAfter } = error as ApiError;
      setWords(message);
      if (passes && mine === newest.current) {
        timer.current = window.setTimeout(() => void rehearse(), (retryAfter ?? AGAIN) * 1000);
      }
      return null;
    }
  }, [store]);

  async function publish(): Promise<void> {
    try {
      setStep("Validating …");
      await store.flush();
      const unsaved = Object.keys(store.snapshot().edits).map((stage) => stages.title(stage));
      if (unsaved.length) {
        setWords(`Not everything that was typed is saved yet. Please look at: ${unsaved.join(", ")}.`);
        return;
      }
      const now = await rehearse();
      if (!now?.ready) {
        return;
      }
      if (JSON.stringify(now) !== JSON.stringify(plan)) {
        // The yes was given to something else.
        setWords("Something has changed meanwhile. Please look it over again.");
        return;
      }
      setStep("Saving …");
      // Kept for the next try: what was done, though its answer was lost, is then answered again.
      key.current ??= uuid();
      const headers = { "Idempotency-Key": key.current };
      await store.api.call<Published>(ADDRESS, { method: "POST", body: { ...body, ...YES }, headers });
      setStep("Published.");
      await store.changedElsewhere();
    } catch (error) {
      setWords(error instanceof ApiError ? error.message : "That did not work. Please try again.");
    } finally {
      setStep("");
    }
  }

  return { plan, step, words, busy: step !== "", rehearse, publish };
}

/** The event that this session has become: publishing again answers with the one that is there. */
export function existing(store: ReturnType<typeof useStore>): Promise<Published> {
  return store.api.call<Published>(ADDRESS, { method: "POST", body: { session_id: store.sessionId, ...YES } });
}

/** Publishing by form: rehearsed, then done once, however often an answer is lost on the way. */

import { useCallback, useRef, useState } from "react";
import { ApiError, type DryRun, type Published } from "../api/client";
import { uuid } from "../route";
import { useStore } from "../session/context";

const ADDRESS = "/api/v1/events/publish";
const YES = { confirmed: true, terms_accepted: true };

export function usePublishing() {
  const store = useStore();
  const key = useRef<string>(null);
  const [plan, setPlan] = useState<DryRun | null>(null);
  const [step, setStep] = useState("");
  const [words, setWords] = useState("");
  const body = { session_id: store.sessionId };

  const rehearse = useCallback(async (): Promise<DryRun | null> => {
    try {
      const shown = await store.api.call<DryRun>(`${ADDRESS}?dry_run=true`, {
        method: "POST",
        body: { session_id: store.sessionId },
      });
      setPlan(shown);
      setWords("");
      return shown;
    } catch (error) {
      setWords((error as ApiError).message);
      return null;
    }
  }, [store]);

  async function publish(): Promise<void> {
    try {
      setStep("Validating …");
      await store.flush();
      if (!(await rehearse())?.ready) {
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

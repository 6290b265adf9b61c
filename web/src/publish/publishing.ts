/** Publishing by form: rehearsed, then done once, however often an answer is lost on the way. */

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, type DryRun, type Published } from "../api/client";
import { uuid } from "../route";
import { useStore } from "../session/context";
import { useStages } from "../session/stages";
import type { PublishStep } from "./StepList";

const ADDRESS = "/api/v1/events/publish";
const AGAIN = 3;
const YES = { confirmed: true, terms_accepted: true };

export function usePublishing() {
  const store = useStore();
  const key = useRef<string>(null);
  const [plan, setPlan] = useState<DryRun | null>(null);
  const [step, setStep] = useState("");
  const [words, setWords] = useState("");
  const [busy, setBusy] = useState(false);
  const stages = useStages();
  const newest = useRef(0);
  const [steps, setSteps] = useState<readonly PublishStep[]>([]);
  const [trouble, setTrouble] = useState("");
  /** The revision that the shown plan is about. */
  const seen = useRef<number>(undefined);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const body = { session_id: store.sessionId };

  /** What publishing would make now; asked again by itself while the server does not answer. */
  const rehearse = useCallback(async (): Promise<DryRun | null> => {
    window.clearTimeout(timer.current);
    newest.current += 1;
    const mine = newest.current;
    const revision = store.snapshot().session?.revision;
    try {
      const shown = await store.api.call<DryRun>(`${ADDRESS}?dry_run=true`, {
        method: "POST",
        body: { session_id: store.sessionId },
      });
      if (mine === newest.current) {
        seen.current = revision;
        setPlan(shown);
        setTrouble("");
      }
      return shown;
    } catch (error) {
      const { message, passes, retryAfter } = error as ApiError;
      setTrouble(message);
      if (passes && mine === newest.current) {
        timer.current = window.setTimeout(() => void rehearse(), (retryAfter ?? AGAIN) * 1000);
      }
      return null;
    }
  }, [store]);

  /** Told again and again, a step has its newest state. */
  function take(told: unknown): void {
    const { step: id, title, status } = told as { step: string } & Omit<PublishStep, "id">;
    setStep("");
    setSteps((known) => [...known.filter((each) => each.id !== id), { id, title, status }]);
  }

  async function publish(): Promise<void> {
    try {
      setBusy(true);
      setWords("");
      setSteps([]);
      setStep("Saving what was typed …");
      await store.flush();
      const unsaved = Object.keys(store.snapshot().edits).map((stage) => stages.title(stage));
      if (unsaved.length) {
        setWords(`Not everything that was typed is saved yet. Please look at: ${unsaved.join(", ")}.`);
        return;
      }
      setStep("Publishing …");
      // Kept for the next try: what was done, though its answer was lost, is then answered again.
      key.current ??= uuid();
      // The yes is to what was looked at, and to nothing newer.
      const headers = { "Idempotency-Key": key.current, "If-Match": String(seen.current ?? "*") };
      const call = { method: "POST", body: { ...body, ...YES }, headers } as const;
      await store.api.follow<Published>(ADDRESS, call, take);
      await store.changedElsewhere();
    } catch (error) {
      setSteps([]);
      setWords(error instanceof ApiError ? error.message : "That did not work. Please try again.");
      await lookAgain(error);
    } finally {
      setStep("");
      setBusy(false);
    }
  }

  /** What has changed meanwhile, or is missing now, is shown. */
  async function lookAgain(error: unknown): Promise<void> {
    if (error instanceof ApiError && (error.status === 409 || error.status === 422)) {
      await store.refresh().catch(() => undefined);
      await rehearse();
    }
  }

  return { plan, step, steps, words: words || trouble, busy, rehearse, publish };
}

/** The event that this session has become: publishing again answers with the one that is there. */
export function existing(store: ReturnType<typeof useStore>): Promise<Published> {
  return store.api.call<Published>(ADDRESS, { method: "POST", body: { session_id: store.sessionId, ...YES } });
}

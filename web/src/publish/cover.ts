/** The picture that a session's event will have: what the server has of it, sent, looked at and taken away. */

import { useCallback, useEffect, useState } from "react";
import { ApiError } from "../api/client";
import { useStore } from "../session/context";

export const KINDS = "image/jpeg,image/png,image/webp";
const MOST_BYTES = 5 * 2 ** 20;
const PATH = "/cover";

export function useCover() {
  const store = useStore();
  const [picture, setPicture] = useState("");
  const [step, setStep] = useState("");
  const [words, setWords] = useState("");

  /** As the server keeps it, which is what everybody will see. */
  const look = useCallback(async () => {
    const file = await store.file(PATH);
    setPicture(file.size > 0 ? URL.createObjectURL(file) : "");
  }, [store]);
  useEffect(() => {
    look().catch((error) => setWords(told(error)));
  }, [look]);
  useEffect(() => () => URL.revokeObjectURL(picture), [picture]);

  async function doing(what: string, done: string, act: () => Promise<unknown>): Promise<void> {
    setWords("");
    setStep(what);
    try {
      await act();
      await look();
      setStep(done);
    } catch (error) {
      setStep("");
      setWords(told(error));
    }
  }

  async function send(file: File): Promise<void> {
    if (file.size > MOST_BYTES) {
      setStep("");
      setWords("This picture is larger than 5 MB. Please choose a smaller one.");
      return;
    }
    const body = new FormData();
    body.append("file", file);
    await doing("Uploading …", "This is the cover now.", () => store.call(PATH, { method: "POST", body }));
  }

  async function remove(): Promise<void> {
    await doing("Removing …", "The picture is removed.", () => store.call(PATH, { method: "DELETE" }));
  }

  return { picture, step, words, busy: step.endsWith("…"), send, remove };
}

function told(error: unknown): string {
  if (!(error instanceof ApiError)) {
    return "That did not work. Please try again.";
  }
  return error.errors[0]?.message ?? error.message;
}

/** Which stage's form is shown: the one that the conversation is at, until the person looks at another. */

import { useCallback, useEffect, useState } from "react";
import { useSession, useStore } from "../session/context";
import { FIRST } from "../session/stages";

export interface Field {
  stage: string;
  field: string;
}

export interface Place {
  shown: string;
  /** Show a stage's form, and let the conversation go there if it may. */
  show: (stage: string) => void;
  /** Show the form that holds this field, as the model or a finding points at it. */
  point: (field: Field) => void;
  pointed: Field | null;
}

export function usePlace(): Place {
  const { session } = useSession();
  const store = useStore();
  const current = session?.current_stage ?? FIRST;
  const [shown, setShown] = useState(current);
  const [pointed, setPointed] = useState<Field | null>(null);
  useEffect(() => {
    // Whoever is typing is not torn away by the conversation's moving on.
    if (!document.activeElement?.closest("[data-form]")) {
      setShown(current);
    }
  }, [current]);
  const show = useCallback(
    (stage: string) => {
      setShown(stage);
      setPointed(null);
      void follow(store, stage);
    },
    [store],
  );
  const point = useCallback((field: Field) => {
    setShown(field.stage);
    setPointed(field);
  }, []);
  return { shown, show, point, pointed };
}

/** The conversation may only be at a finished stage or the first unfinished one; elsewhere the form stands alone. */
async function follow(store: ReturnType<typeof useStore>, stage: string): Promise<void> {
  const { session } = store.snapshot();
  if (!session?.is_active || session.current_stage === stage) {
    return;
  }
  try {
    await store.act("/stage", { method: "POST", body: { stage } });
  } catch {
    // The form shows the stage all the same; whoever saves there is told of any trouble.
  }
}

import { useRef, useState } from "react";
import type { Problem } from "../../session/session";
import { onceReleased } from "./pressing";

/**
 * Which problems are shown: none while the person types what was right before; all once he has left the field, and
 * from then on at once until it is right again. What is missing in a new entry is told when the entry has been left.
 */
export function useTold(problems: readonly Problem[], left = true) {
  const [focused, setFocused] = useState(false);
  const [visited, setVisited] = useState(false);
  const [wasWrong, setWasWrong] = useState(false);
  const waiting = useRef<() => void>(undefined);
  const shown = problems.filter(({ code }) =>
    code === "missing" && !left ? visited && !focused : !focused || wasWrong,
  );
  return {
    shown,
    onFocus: () => {
      waiting.current?.();
      setFocused(true);
      setWasWrong(shown.length > 0);
    },
    onBlur: () => {
      waiting.current = onceReleased(() => {
        setFocused(false);
        setVisited(true);
      });
    },
  };
}

import { useState } from "react";
import type { Problem } from "../../session/session";

/**
 * Which problems are shown: none while the person first types; once he has left the field, all, and from then on at once.
 * What is missing in a new entry is told when the entry has been left.
 */
export function useTold(problems: readonly Problem[], left = true) {
  const [focused, setFocused] = useState(false);
  const [visited, setVisited] = useState(false);
  const shown = problems.filter(({ code }) =>
    code === "missing" && !left ? visited && !focused : !focused || visited,
  );
  return {
    shown,
    focused,
    onFocus: () => setFocused(true),
    onBlur: () => {
      setFocused(false);
      setVisited(true);
    },
  };
}

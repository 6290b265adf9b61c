import { useEffect, useRef } from "react";

/** The place to put the focus where a stage begins. */
export function useArrival(arrived: boolean, onArrived: () => void) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (arrived) {
      heading.current?.focus();
      onArrived();
    }
  }, [arrived, onArrived]);
  return heading;
}

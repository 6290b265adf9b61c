/** What is told moves what stands below it; no button may go from under the pointer that is pressing it. */

let isPressed = false;

for (const name of ["pointerdown", "pointerup", "pointercancel"]) {
  document.addEventListener(name, () => (isPressed = name === "pointerdown"), true);
}

/** At once, or when the pointer is up again and its click is done; the answer calls it off. */
export function onceReleased(then: () => void): () => void {
  if (!isPressed) {
    then();
    return () => undefined;
  }
  const waiting = new AbortController();
  const later = () => window.setTimeout(() => waiting.signal.aborted || then());
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, later, { once: true, signal: waiting.signal });
  }
  return () => waiting.abort();
}

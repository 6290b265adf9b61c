/** Adding to a list and taking from it, with the focus where the person goes on. */

import { useEffect, useRef, useState } from "react";

export function useListing<Item>(items: readonly Item[], fresh: Item, onItems: (items: Item[]) => void) {
  const box = useRef<HTMLFieldSetElement>(null);
  const goTo = useRef<number | null>(null);
  const keys = useKeys(items.length);
  const [words, setWords] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place to go to is there once the list has changed
  useEffect(() => {
    if (goTo.current !== null) {
      focusOn(box.current, goTo.current);
      goTo.current = null;
    }
  }, [items.length]);

  return {
    box,
    words,
    keys,
    focus: (at: number) => focusOn(box.current, at),
    add: (at = items.length) => {
      goTo.current = at;
      keys.splice(at, 0, freshKey());
      onItems([...items.slice(0, at), fresh, ...items.slice(at)]);
    },
    remove: (at: number, name: string) => {
      goTo.current = Math.min(at, items.length - 2);
      keys.splice(at, 1);
      // Two entries of one name in a row are two messages.
      setWords((last) => (last === `${name} removed` ? `${last}\u00a0` : `${name} removed`));
      onItems(items.filter((_, index) => index !== at));
    },
    change: (at: number, item: Item) => onItems(items.map((each, index) => (index === at ? item : each))),
  };
}

/** Names by which entries stay themselves when one before them goes. */
function useKeys(length: number): number[] {
  const { current: keys } = useRef<number[]>([]);
  while (keys.length < length) {
    keys.push(freshKey());
  }
  keys.length = length;
  return keys;
}

let given = 0;

function freshKey(): number {
  given += 1;
  return given;
}

function focusOn(box: HTMLElement | null, at: number): void {
  const entry = box?.querySelectorAll<HTMLElement>("[data-entry]")[at];
  const first = entry?.querySelector<HTMLElement>("input, textarea, select");
  (first ?? box?.querySelector<HTMLElement>("[data-add]"))?.focus();
}

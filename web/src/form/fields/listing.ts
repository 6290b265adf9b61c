/** Adding to a list and taking from it, with the focus where the person goes on. */

import { useEffect, useRef, useState } from "react";

export function useListing<Item>(items: readonly Item[], fresh: Item, onItems: (items: Item[]) => void) {
  const box = useRef<HTMLFieldSetElement>(null);
  const goTo = useRef<number | null>(null);
  const [words, setWords] = useState("");
  useEffect(() => {
    if (goTo.current === null) {
      return;
    }
    const entry = box.current?.querySelectorAll<HTMLElement>("[data-entry]")[goTo.current];
    const next =
      entry?.querySelector<HTMLElement>("input, textarea, select") ?? box.current?.querySelector("[data-add]");
    (next as HTMLElement | null)?.focus();
    goTo.current = null;
  });

  return {
    box,
    words,
    add: (at = items.length) => {
      goTo.current = at;
      onItems([...items.slice(0, at), fresh, ...items.slice(at)]);
    },
    remove: (at: number, name: string) => {
      goTo.current = Math.min(at, items.length - 2);
      setWords(`${name} removed`);
      onItems(items.filter((_, index) => index !== at));
    },
    change: (at: number, item: Item) => onItems(items.map((each, index) => (index === at ? item : each))),
  };
}

/** Whether two values mean the same, whatever form each is in: as it was typed, or as it is stored. */

import type { Value } from "./session";

const NUMBER = /^\d+(\.\d*)?$|^\.\d+$/;

export function isAlike(a: Value | null | undefined, b: Value | null | undefined): boolean {
  return JSON.stringify(plain(a ?? null)) === JSON.stringify(plain(b ?? null));
}

function plain(value: Value): Value {
  if (typeof value === "string") {
    const text = value.normalize("NFC").trim().toLowerCase();
    return NUMBER.test(text) ? Number(text) : text;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([name, part]): [string, Value] => [name, plain(part)]);
    return Object.fromEntries(parts.sort(([one], [other]) => (one < other ? -1 : 1)));
  }
  return value;
}

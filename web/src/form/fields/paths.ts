/** Which problems belong where: `tiers.0.price` stands at the price of the first tier. */

import type { Problem, Value } from "../../session/session";

export function below(problems: readonly Problem[], path: string): readonly Problem[] {
  return problems.filter(({ field }) => isBelow(field, path));
}

/** Those that none of these fields shows: their place is at what holds the fields. */
export function unplaced(problems: readonly Problem[], paths: readonly string[]): readonly Problem[] {
  return problems.filter(({ field }) => !paths.some((path) => isBelow(field, path)));
}

/** The object with this member; null takes it away. */
export function withPart(parts: Record<string, Value>, name: string, value: Value | null): Record<string, Value> {
  const { [name]: _, ...rest } = parts;
  return value === null ? rest : { ...parts, [name]: value };
}

function isBelow(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}.`);
}

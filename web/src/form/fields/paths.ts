/** Which problems belong where: `tiers.0.price` stands at the price of the first tier. */

import type { Problem, Value } from "../../session/session";

export function below(problems: readonly Problem[], path: string): readonly Problem[] {
  return problems.filter(({ field }) => field === path || field.startsWith(`${path}.`));
}

export function exactly(problems: readonly Problem[], path: string): readonly Problem[] {
  return problems.filter(({ field }) => field === path);
}

/** The object with this member; null takes it away. */
export function withPart(parts: Record<string, Value>, name: string, value: Value | null): Record<string, Value> {
  const { [name]: _, ...rest } = parts;
  return value === null ? rest : { ...parts, [name]: value };
}

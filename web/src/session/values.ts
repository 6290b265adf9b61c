/** Stored values as a person reads them. */

import type { Value } from "./session";
import { words } from "./stages";

// Values from a fixed list: what stands between their words is an underscore on the wire.
const LISTED = new Set(["type", "role", "mode", "tier", "status"]);

export function worded(field: string, value: Value): string {
  if (Array.isArray(value)) {
    return value.map((each) => worded(field, each)).join(", ");
  }
  if (typeof value === "object" && value !== null) {
    return entry(value);
  }
  if (typeof value === "boolean") {
    return value ? "yes" : "no";
  }
  return LISTED.has(field) ? words(String(value)) : String(value ?? "");
}

/** A ticket tier, a sponsor, or how payment is settled. */
function entry(value: { [name: string]: Value }): string {
  if (typeof value.deferred === "boolean") {
    return value.deferred ? "put off until later" : "with a payment account";
  }
  const { name, price, currency, quantity, tier, ...others } = value;
  const said = [
    name,
    price !== undefined && `at ${price}${currency ? ` ${currency}` : ""}`,
    quantity !== undefined && `× ${quantity}`,
    tier !== undefined && `(${worded("tier", tier)})`,
  ].filter(Boolean);
  const rest = Object.entries(others).map(([field, each]) => `${words(field).toLowerCase()}: ${worded(field, each)}`);
  return [said.join(" "), ...rest].filter(Boolean).join("; ");
}

/**
 * What the form finds by itself, at once and in the server's own words. It refuses only what the server refuses, too
 * (tests/web holds the two together); what it cannot know is left to the server.
 */

import type { Problem, Value } from "../session/session";
import type { Field, Kind, Schema } from "./schema";

interface Finding {
  code: string;
  message: string;
}

type Check = (value: Value, schema: Schema) => Finding | null;

const EARLIEST = 1;
const LAST_YEAR = 2100;
const WHOLE: Finding = { code: "not_a_number", message: "Give a whole number, for example 250." };
const ADDRESS: Finding = {
  code: "not_a_url",
  message: "Give a full web address that starts with https:// or http://.",
};
const MISSING: Finding = { code: "missing", message: "This is missing; please give it." };

const CHECKS: Readonly<Partial<Record<Kind, Check>>> = {
  text: lengths,
  long: lengths,
  email: (value) =>
    when(!String(value).includes("@"), "value_error", "This is not valid: An email address must have an @-sign."),
  url: (value) => (isAddress(String(value).trim()) ? null : ADDRESS),
  whole: (value, schema) => (typeof value === "number" ? range(value, schema) : WHOLE),
  price,
  date: day,
  time: (value) =>
    when(
      !/^([01]?\d|2[0-3]):[0-5]\d$/.test(String(value).trim()),
      "not_a_time",
      "Give the time as HH:MM from 00:00 to 23:59, for example 19:30.",
    ),
  zone: (value) =>
    when(
      !/\/|^utc$/i.test(String(value).trim()),
      "unknown_timezone",
      "Give an IANA time zone such as Europe/Rome or America/New_York.",
    ),
  currency: (value) =>
    when(
      !/^[a-z]{3}$/i.test(String(value).trim()),
      "unknown_currency",
      "Give a three-letter currency code such as EUR, USD or GBP.",
    ),
};

/** All that is wrong with this value; null means that the person has emptied the field. */
export function findings(field: Field, value: Value | null | undefined, path = field.name): Problem[] {
  if (value === null || value === undefined) {
    return [];
  }
  if (field.kind === "parts") {
    return members(field, value, path);
  }
  if (field.kind === "entries" || field.kind === "texts") {
    return [...entries(field, value as Value[], path), ...twice(field, value as Value[], path)];
  }
  const found = CHECKS[field.kind]?.(value, field.schema);
  return found ? [{ field: path, ...found }] : [];
}

/** What stands in the way of emptying the field. */
export function emptied(field: Field): Problem[] {
  const message = `${field.title} cannot be left empty; give another value instead.`;
  return field.required ? [{ field: field.name, code: "required", message }] : [];
}

function entries(field: Field, value: Value[], path: string): Problem[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items = {} } = field.schema;
  if (value.length < minItems) {
    return [{ field: path, code: "too_short", message: `Give at least ${minItems}.` }];
  }
  if (value.length > maxItems) {
    return [{ field: path, code: "too_long", message: `Give at most ${maxItems}.` }];
  }
  return value.flatMap((each, index) => {
    const at = `${path}.${index}`;
    if (field.kind === "entries") {
      return members(field, each, at);
    }
    const found = lengths(each, items);
    return found ? [{ field: at, ...found }] : [];
  });
}

function members(field: Field, value: Value, path: string): Problem[] {
  const parts = value as Record<string, Value>;
  return field.fields.flatMap((part) => {
    const given = parts[part.name];
    const at = `${path}.${part.name}`;
    const missing = part.required && (given === undefined || given === null);
    return missing ? [{ field: at, ...MISSING }] : findings(part, given, at);
  });
}

/** Tiers bear different names; sponsors may not. */
function twice(field: Field, value: Value[], path: string): Problem[] {
  if (field.name !== "tiers") {
    return [];
  }
  const names = value.map((each) => String((each as Record<string, Value>).name ?? "").trim());
  const found = names.find((name, at) => name && names.slice(0, at).some((other) => isAlike(other, name)));
  const message = `Two tiers are called ${found}; give each its own name.`;
  return found ? [{ field: path, code: "tier_name_twice", message }] : [];
}

function isAlike(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function lengths(value: Value, { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): Finding | null {
  // By characters, as the server counts them, not by UTF-16 halves.
  const length = [...String(value).normalize("NFC").trim()].length;
  if (length < minLength) {
    return { code: "string_too_short", message: `Write at least ${minLength} characters.` };
  }
  return when(length > maxLength, "string_too_long", `Write at most ${maxLength} characters.`);
}

function range(value: number, { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: Schema) {
  if (value < minimum) {
    return { code: "greater_than_equal", message: `Give at least ${minimum}.` };
  }
  return when(value > maximum, "less_than_equal", `Give at most ${maximum}.`);
}

function price(value: Value): Finding | null {
  const text = String(value).trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) {
    return { code: "not_a_price", message: "Give the price as a plain number, for example 80 or 79.50." };
  }
  return when(Number(text) < 0, "negative_price", "A price cannot be below 0; for a free tier give 0.");
}

function day(value: Value): Finding | null {
  const text = String(value).trim();
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (!year) {
    return { code: "not_a_date", message: "Give the date as YYYY-MM-DD, for example 2027-06-15." };
  }
  const made = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date)));
  made.setUTCFullYear(Number(year), Number(month) - 1, Number(date));
  if (Number(year) < EARLIEST || made.getUTCMonth() !== Number(month) - 1 || made.getUTCDate() !== Number(date)) {
    return { code: "no_such_date", message: `The calendar has no ${text}; which day did you mean?` };
  }
  return when(Number(year) > LAST_YEAR, "date_too_far", `Dates after ${LAST_YEAR} cannot be planned here.`);
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^/?#]/i.test(text) && !/[\s<>"\\]/.test(text);
}

function when(holds: boolean, code: string, message: string): Finding | null {
  return holds ? { code, message } : null;
}

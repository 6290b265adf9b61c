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

type Check = (text: string, schema: Schema) => Finding | null;

// What takes time to compose is left as it is, as the server does.
const LONGEST_COMPOSED = 10_000;
const LONGEST_ADDRESS = 2000;
const LAST_YEAR = 2100;
const MOST_DECIMALS = 6;
const BILLION = 1e9;
// Longer exponents than anybody types are left to the server.
const LONGEST_EXPONENT = 9;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the server counts these four as space, too
const OUTER_SPACE = /^[\p{White_Space}\x1c-\x1f]+|(?<![\p{White_Space}\x1c-\x1f])[\p{White_Space}\x1c-\x1f]+$/gu;
const WHOLE = /^-?\d{1,9}$/;
const DECIMAL = /^[+-]?(?:\d+\.?(?<after>\d*)|\.(?<alone>\d+))(?:e(?<exponent>[+-]?\d+))?$/i;
const NO_NUMBER = /^[+-]?(?:inf(?:inity)?|s?nan\d*)$/i;
// The commonest slips; of all others the server knows better. There are at-signs beside @, too.
const LONGEST_PLAIN = 64;
const EMAILS: readonly (readonly [RegExp, string])[] = [
  [/^[^@＠﹫<>"\p{Cc}]*$/u, "An email address must have an @-sign."],
  [/^@[a-z0-9]+\.[a-z]+$/i, "There must be something before the @-sign."],
  [/^[a-z0-9]+(?:[._+-][a-z0-9]+)*@$/i, "There must be something after the @-sign."],
  [/^[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+$/i, "The part after the @-sign is not valid. It should have a period."],
];
const NOT_WHOLE: Finding = { code: "not_a_number", message: "Give a whole number, for example 250." };
const NOT_PLAIN: Finding = {
  code: "not_a_price",
  message: "Give the price as a plain number, for example 80 or 79.50.",
};
const NOT_USUAL: Finding = {
  code: "not_a_price",
  message: "Give a price below one billion with the currency's usual decimals.",
};
const MISSING: Finding = { code: "missing", message: "This is missing; please give it." };

const CHECKS: Readonly<Partial<Record<Kind, Check>>> = {
  text,
  long: text,
  email,
  url: address,
  price,
  date: day,
  time: (given) =>
    when(
      !/^([01]?\d|2[0-3]):[0-5]\d$/.test(stripped(given)),
      "not_a_time",
      "Give the time as HH:MM from 00:00 to 23:59, for example 19:30.",
    ),
  zone: (given) =>
    when(
      !/\/|^utc$/i.test(stripped(given)),
      "unknown_timezone",
      "Give an IANA time zone such as Europe/Rome or America/New_York.",
    ),
  currency: (given) =>
    when(
      !/^[A-Z]{3}$/.test(stripped(given).toUpperCase()),
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
    const found = entries(field, value as Value[], path);
    return found.length ? found : twice(field, value as Value[], path);
  }
  const found = field.kind === "whole" ? whole(value, field.schema) : judged(CHECKS[field.kind], value, field.schema);
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
    const found = judged(text, each, items);
    return found ? [{ field: at, ...found }] : [];
  });
}

function members(field: Field, value: Value, path: string): Problem[] {
  const parts = value as Record<string, Value>;
  return field.fields.flatMap((part) => {
    const at = `${path}.${part.name}`;
    const missing = part.required && parts[part.name] === undefined;
    return missing ? [{ field: at, ...MISSING }] : findings(part, parts[part.name], at);
  });
}

/** Tiers bear different names; sponsors may not. */
function twice(field: Field, value: Value[], path: string): Problem[] {
  if (field.name !== "tiers") {
    return [];
  }
  const names = value.map((each) => composed(String((each as Record<string, Value>).name)));
  const folded = names.map(caseless);
  const found = names.find((_, at) => folded.indexOf(folded[at] ?? "") < at);
  const message = `Two tiers are called ${found}; give each its own name.`;
  return found === undefined ? [] : [{ field: path, code: "tier_name_twice", message }];
}

/** ß is SS here, as it is in capitals; the dotless i alone stays itself. */
function caseless(name: string): string {
  return [...name].map((each) => (each === "ı" ? each : each.toLowerCase().toUpperCase().toLowerCase())).join("");
}

/** Of what the form never makes, such as a number for a text, the server is the judge. */
function judged(check: Check | undefined, value: Value, schema: Schema): Finding | null {
  return typeof value === "string" ? (check?.(value, schema) ?? null) : null;
}

function text(given: string, { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): Finding | null {
  const broken = unreadable(given);
  if (broken) {
    return broken;
  }
  const { length } = [...composed(given)];
  if (length < minLength) {
    return { code: "string_too_short", message: `Write at least ${minLength} characters.` };
  }
  return (
    when(length > maxLength, "string_too_long", `Write at most ${maxLength} characters.`) ??
    when(
      /(?![\n\t\r])\p{Cc}/u.test(composed(given)),
      "control_character",
      "Please write this without control characters.",
    )
  );
}

/** One half of a character that takes two. */
function unreadable(given: string): Finding | null {
  const message = "This text is not valid Unicode; please write it anew.";
  return when(/\p{Surrogate}/u.test(given), "string_unicode", message);
}

/** As the server stores it; lengths count characters, not UTF-16 halves. */
function composed(given: string): string {
  return [...given].length > LONGEST_COMPOSED ? given : stripped(given.normalize("NFC"));
}

function stripped(given: string): string {
  return given.replace(OUTER_SPACE, "");
}

function email(given: string): Finding | null {
  const said = stripped(given);
  const [, reason = ""] = (said.length <= LONGEST_PLAIN && EMAILS.find(([wrong]) => wrong.test(said))) || [];
  return when(reason !== "", "value_error", `This is not valid: ${reason}`);
}

function whole(value: Value, schema: Schema): Finding | null {
  if (typeof value === "string") {
    const given = stripped(value);
    return WHOLE.test(given) ? range(Number(given), schema) : NOT_WHOLE;
  }
  return Number.isInteger(value) ? range(value as number, schema) : null;
}

function range(value: number, { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: Schema) {
  if (value < minimum) {
    return { code: "greater_than_equal", message: `Give at least ${minimum}.` };
  }
  return when(value > maximum, "less_than_equal", `Give at most ${maximum}.`);
}

/** The server also understands 1e3, 1_000 and the digits of other scripts; those last are left to it. */
function price(given: string): Finding | null {
  const amount = stripped(given).replaceAll("_", "");
  const { after, alone, exponent = "0" } = DECIMAL.exec(amount)?.groups ?? {};
  if (after === undefined && alone === undefined) {
    return NO_NUMBER.test(amount) ? NOT_USUAL : /(?!\d)\p{Nd}/u.test(amount) ? null : NOT_PLAIN;
  }
  if (exponent.length > LONGEST_EXPONENT) {
    return null;
  }
  const decimals = (after ?? alone ?? "").length - Number(exponent);
  if (Math.abs(Number(amount)) >= BILLION || decimals > MOST_DECIMALS) {
    return NOT_USUAL;
  }
  return when(Number(amount) < 0, "negative_price", "A price cannot be below 0; for a free tier give 0.");
}

function day(given: string): Finding | null {
  const said = stripped(given);
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(said) ?? [];
  if (!year) {
    return { code: "not_a_date", message: "Give the date as YYYY-MM-DD, for example 2027-06-15." };
  }
  const made = new Date(0);
  made.setUTCFullYear(Number(year), Number(month) - 1, Number(date));
  if (Number(year) < 1 || made.getUTCMonth() !== Number(month) - 1 || made.getUTCDate() !== Number(date)) {
    return { code: "no_such_date", message: `The calendar has no ${said}; which day did you mean?` };
  }
  return when(Number(year) > LAST_YEAR, "date_too_far", `Dates after ${LAST_YEAR} cannot be planned here.`);
}

function address(given: string): Finding | null {
  const said = composed(given);
  return (
    unreadable(given) ??
    when([...said].length > LONGEST_ADDRESS, "string_too_long", `Write at most ${LONGEST_ADDRESS} characters.`) ??
    when(!isAddress(said), "not_a_url", "Give a full web address that starts with https:// or http://.")
  );
}

/** A host in brackets, as IPv6 writes it, is left to the server. */
function isAddress(said: string): boolean {
  // Control characters before an address are passed over.
  const [, place] = /^[\0- ]*https?:\/\/([^/?#]*)/i.exec(said) ?? [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the server counts these four as space, too
  if (place === undefined || /[\p{White_Space}\x1c-\x1f<>"\\]/u.test(said)) {
    return false;
  }
  const [host, port = ""] = place.slice(place.lastIndexOf("@") + 1).split(/:(.*)/s);
  return /[[\]]/.test(place) || (host !== "" && /^\d*$/.test(port) && (port === "" || isPort(Number(port))));
}

function isPort(port: number): boolean {
  return port > 0 && port <= 65_535;
}

function when(holds: boolean, code: string, message: string): Finding | null {
  return holds ? { code, message } : null;
}

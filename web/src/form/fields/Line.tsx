import { type ComponentProps, useId, useState } from "react";
import { isAlike } from "../../session/alike";
import type { Value } from "../../session/session";
import type { FieldProps } from "../FieldRow";
import type { Kind, Schema } from "../schema";
import { Around, described } from "./Around";
import { useTold } from "./told";

type Attributes = ComponentProps<"input">;

const LINES: Readonly<Partial<Record<Kind, Attributes>>> = {
  email: { type: "email", autoComplete: "email", spellCheck: false },
  url: { type: "url", spellCheck: false, placeholder: "https://" },
  // Not type=number, which hands out nothing for what is no number: it is to be told in words.
  whole: { inputMode: "numeric" },
  price: { inputMode: "decimal" },
  date: { type: "date", max: "2100-12-31" },
  time: { type: "time" },
  zone: { spellCheck: false, autoComplete: "off" },
  currency: { spellCheck: false, autoComplete: "off", maxLength: 3, className: "short" },
};
const NUMBER = /^\s*-?\d{1,9}\s*$/;
const NEARLY = 0.8;

/** Text of one kind or another, in one line or several. */
export function Line({ field, value, needed, problems, readOnly, left, onEdit, onLeave }: FieldProps) {
  const id = useId();
  // What is being typed stands as it is, in whichever form it is stored; another value that comes meanwhile is shown.
  const [typed, setTyped] = useState<string | null>(null);
  const { shown, onFocus, onBlur } = useTold(problems, left);
  const stored = value === null ? "" : String(value);
  const text = typed !== null && isAlike(parsed(field.kind, typed), value) ? typed : stored;
  const common = {
    id,
    value: text,
    readOnly,
    required: needed,
    ...described(id, field, shown),
    onFocus,
    onBlur: () => {
      setTyped(null);
      onBlur();
      onLeave?.(field.name);
    },
    onChange: ({ target }: { target: HTMLInputElement | HTMLTextAreaElement }) => {
      setTyped(target === document.activeElement ? target.value : null);
      onEdit(parsed(field.kind, target.value));
    },
  };
  return (
    <Around id={id} field={field} needed={needed} problems={shown}>
      {field.kind === "long" ? (
        <textarea rows={4} {...common} />
      ) : (
        <input type="text" {...LINES[field.kind]} {...common} list={`${id}-list`} />
      )}
      <Suggestions id={`${id}-list`} kind={field.kind} />
      <Count text={text} schema={field.schema} />
    </Around>
  );
}

function parsed(kind: Kind, text: string): Value | null {
  if (text.trim() === "") {
    return null;
  }
  return kind === "whole" && NUMBER.test(text) ? Number(text) : text;
}

/** Said only when the end comes near. */
function Count({ text, schema: { maxLength = Number.POSITIVE_INFINITY } }: { text: string; schema: Schema }) {
  const { length } = [...text];
  return length > maxLength * NEARLY ? (
    <p className="hint count">
      {length} of {maxLength} characters
    </p>
  ) : null;
}

function Suggestions({ id, kind }: { id: string; kind: Kind }) {
  const listed = SUGGESTED[kind]?.() ?? [];
  return listed.length ? (
    <datalist id={id}>
      {listed.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </datalist>
  ) : null;
}

const CURRENCIES = [
  "EUR",
  "USD",
  "GBP",
  "CHF",
  "JPY",
  "CNY",
  "AED",
  "AUD",
  "BRL",
  "CAD",
  "DKK",
  "INR",
  "KRW",
  "NOK",
  "SEK",
];
const SUGGESTED: Readonly<Partial<Record<Kind, () => readonly (readonly [string, string])[]>>> = {
  zone: () => Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone.replaceAll("_", " ")]),
  currency: () => {
    const names = new Intl.DisplayNames(undefined, { type: "currency" });
    return CURRENCIES.map((code) => [code, names.of(code) ?? code]);
  },
};

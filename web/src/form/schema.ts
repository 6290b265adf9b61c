/** A stage's JSON Schema as a list of fields, each of one kind. */

import type { StageInfo } from "../api/client";
import { words } from "../session/stages";

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  anyOf?: Schema[];
  type?: string;
  format?: string;
  pattern?: string;
  title?: string;
  description?: string;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

export type Kind =
  | "text"
  | "long"
  | "email"
  | "url"
  | "whole"
  | "price"
  | "date"
  | "time"
  | "choice"
  | "yes"
  | "zone"
  | "currency"
  | "texts"
  | "entries"
  | "parts";

export interface Field {
  name: string;
  title: string;
  hint: string;
  kind: Kind;
  required: boolean;
  schema: Schema;
  /** Of an object, or of each entry of a list of objects. */
  fields: readonly Field[];
}

const LONG = 300;
// How a value is written on the wire is nothing to a person before a calendar or a box to tick.
const WRITTEN = /^true: |,? (YYYY-MM-DD|HH:MM)(, 24 hours)?/;

// The first that fits. What a plain string means beyond its shape is told by its name.
const KINDS: readonly (readonly [Kind, (schema: Schema, name: string) => boolean])[] = [
  ["entries", ({ type, items }) => type === "array" && items?.type === "object"],
  ["texts", ({ type }) => type === "array"],
  ["parts", ({ type }) => type === "object"],
  ["choice", (schema) => schema.enum !== undefined],
  ["yes", ({ type }) => type === "boolean"],
  ["whole", ({ type }) => type === "integer"],
  ["email", ({ format }) => format === "email"],
  ["url", ({ format }) => format === "uri"],
  ["date", ({ format }) => format === "date"],
  ["time", (_, name) => name.endsWith("_time")],
  ["zone", (_, name) => name === "timezone"],
  ["currency", (_, name) => name === "currency"],
  ["price", (_, name) => name === "price"],
  ["long", ({ maxLength = 0 }) => maxLength > LONG],
];

export function fieldsOf(stage: StageInfo): readonly Field[] {
  const schema = stage.schema as Schema;
  return listed(schema, schema.$defs ?? {});
}

function listed({ properties = {}, required = [] }: Schema, defs: Record<string, Schema>): readonly Field[] {
  return Object.entries(properties).map(([name, raw]) => {
    const schema = plain(raw, defs);
    return {
      name,
      title: raw.title ?? words(name),
      hint: readable(raw.description ?? ""),
      kind: KINDS.find(([, fits]) => fits(schema, name))?.[0] ?? "text",
      required: required.includes(name),
      schema,
      fields: listed(schema.type === "array" ? (schema.items ?? {}) : schema, defs),
    };
  });
}

/** Without references and without "or null". */
function plain(schema: Schema, defs: Record<string, Schema>): Schema {
  const chosen = schema.anyOf?.find((each) => each.type !== "null") ?? schema;
  const found = chosen.$ref ? (defs[chosen.$ref.replace("#/$defs/", "")] ?? {}) : chosen;
  return found.items ? { ...found, items: plain(found.items, defs) } : found;
}

function readable(description: string): string {
  const said = description.replace(WRITTEN, "");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

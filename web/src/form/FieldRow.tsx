import { type ComponentType, useEffect, useRef } from "react";
import type { Problem, Value } from "../session/session";
import { Choice } from "./fields/Choice";
import { Entries } from "./fields/Entries";
import { Line } from "./fields/Line";
import { Long } from "./fields/Long";
import { Parts } from "./fields/Parts";
import { Texts } from "./fields/Texts";
import { Yes } from "./fields/Yes";
import type { Field, Kind } from "./schema";

export interface FieldProps {
  field: Field;
  value: Value | null;
  needed: boolean;
  /** Of this field and of all that it holds, by their full paths. */
  problems: readonly Problem[];
  /** Where this field stands, as problems name it; its own name at the top. */
  path?: string;
  readOnly?: boolean;
  /** The part of the form that this belongs to has been left: what is missing is told. */
  left?: boolean;
  /** With what the value itself does not show, if anything is wrong that way. */
  onEdit: (value: Value | null, found?: readonly Problem[]) => void;
  onLeave?: (field: string) => void;
}

// What is in no row is one line of text.
const WIDGETS: Readonly<Partial<Record<Kind, ComponentType<FieldProps>>>> = {
  long: Long,
  choice: Choice,
  yes: Yes,
  texts: Texts,
  entries: Entries,
  parts: Parts,
};

/** One field in its own kind of widget. */
export function FieldRow({ highlighted, ...props }: FieldProps & { highlighted?: object | null }) {
  const row = useRef<HTMLDivElement>(null);
  const Widget = WIDGETS[props.field.kind] ?? Line;
  useEffect(() => {
    if (highlighted) {
      row.current?.scrollIntoView({ block: "center" });
      // Whoever is writing goes on writing where he is.
      if (!document.activeElement?.matches("input, textarea") || !(document.activeElement as HTMLInputElement).value) {
        row.current?.querySelector<HTMLElement>("input, select, textarea, button")?.focus({ preventScroll: true });
      }
    }
  }, [highlighted]);
  return (
    <div
      ref={row}
      className="row"
      data-kind={props.field.kind}
      data-field={props.field.name}
      data-highlighted={highlighted ? true : undefined}
    >
      <Widget {...props} />
    </div>
  );
}

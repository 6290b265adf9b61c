import { type FocusEvent, useState } from "react";
import { isAlike } from "../../session/alike";
import { isSame } from "../../session/edits";
import type { Value } from "../../session/session";
import type { FieldProps } from "../FieldRow";

/**
 * The lines of a list of texts, the empty ones with them: those are the form's own until they are written in, and are
 * neither sent nor refused. What is stored in another form takes nothing away while it is being typed.
 */
export function useLines(value: Value | null, onEdit: FieldProps["onEdit"]) {
  const given = (value ?? []) as string[];
  const [lines, setLines] = useState(given);
  const [focused, setFocused] = useState(false);
  const stands = focused ? isAlike : isSame;
  if (!stands(written(lines), written(given))) {
    setLines(given);
  }
  return {
    lines,
    setLines: (next: string[]) => {
      setLines(next);
      if (!isSame(written(next), written(lines))) {
        onEdit(written(next).length ? written(next) : null);
      }
    },
    /** Which place among the written ones a line has; problems go by that. */
    placeOf: (at: number) => (isWritten(lines[at] ?? "") ? written(lines.slice(0, at)).length : "empty"),
    onFocus: () => setFocused(true),
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => setFocused(currentTarget.contains(relatedTarget)),
  };
}

function written(lines: readonly string[]): string[] {
  return lines.filter(isWritten);
}

function isWritten(line: string): boolean {
  return line.trim() !== "";
}

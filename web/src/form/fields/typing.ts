import { useState } from "react";
import { isAlike } from "../../session/alike";
import type { Problem, Value } from "../../session/session";
import { findings } from "../checks";
import type { FieldProps } from "../FieldRow";
import type { Kind } from "../schema";
import { useTold } from "./told";

type Box = HTMLInputElement | HTMLTextAreaElement;

const NUMBER = /^\s*-?\d{1,9}\s*$/;
// No date, no time: what stands half filled in a calendar's box is judged like it.
const UNREADABLE = "?";

/** What is being typed stands as it is, in whichever form it is stored; another value that comes meanwhile is shown. */
export function useTyping({ field, value, problems, path = field.name, left, onEdit, onLeave }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [garbled, setGarbled] = useState(false);
  const isGarbled = garbled && value === null;
  const { shown, ...told } = useTold(isGarbled ? findings(field, UNREADABLE, path) : problems, left);
  const stored = value === null ? "" : String(value);
  const text = typed !== null && isAlike(parsed(field.kind, typed), value) ? typed : stored;
  const report = (box: Box) => {
    setGarbled(box.validity.badInput);
    onEdit(parsed(field.kind, box.value), unreadable(box));
  };
  const unreadable = (box: Box): readonly Problem[] | undefined =>
    box.validity.badInput ? findings(field, UNREADABLE, path) : undefined;
  return {
    text,
    shown,
    handlers: {
      onFocus: told.onFocus,
      onChange: ({ target }: { target: Box }) => {
        setTyped(target === document.activeElement ? target.value : null);
        report(target);
      },
      onBlur: ({ target }: { target: Box }) => {
        // A calendar's box that is filled in half tells of no change.
        if (target.value === "" && target.validity.badInput !== isGarbled) {
          report(target);
        }
        setTyped(null);
        told.onBlur();
        onLeave?.(field.name);
      },
    },
  };
}

function parsed(kind: Kind, text: string): Value | null {
  if (text.trim() === "") {
    return null;
  }
  return kind === "whole" && NUMBER.test(text) ? Number(text) : text;
}

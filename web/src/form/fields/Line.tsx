import { type ComponentProps, useId } from "react";
import type { FieldProps } from "../FieldRow";
import type { Kind } from "../schema";
import { Around, described } from "./Around";
import { hasSuggestions, Suggestions } from "./Suggestions";
import { useTyping } from "./typing";

const LINES: Readonly<Partial<Record<Kind, ComponentProps<"input">>>> = {
  email: { type: "email", autoComplete: "email", spellCheck: false },
  url: { type: "url", spellCheck: false, placeholder: "https://" },
  // Not type=number, which hands out nothing for what is no number: it is to be told in words.
  whole: { inputMode: "numeric" },
  price: { inputMode: "decimal" },
  date: { type: "date", max: "2100-12-31" },
  time: { type: "time" },
  zone: { spellCheck: false, autoComplete: "off" },
  currency: { spellCheck: false, autoComplete: "off", className: "short" },
};

/** Text of one kind or another, in one line. */
export function Line(props: FieldProps) {
  const { field, value, needed, readOnly } = props;
  const id = useId();
  const { text, shown, handlers } = useTyping(props);
  return (
    <Around id={id} field={field} value={value} needed={needed} problems={shown}>
      <input
        type="text"
        {...LINES[field.kind]}
        id={id}
        value={text}
        readOnly={readOnly}
        required={needed}
        list={hasSuggestions(field.kind) ? `${id}-list` : undefined}
        {...described(id, field, shown)}
        {...handlers}
      />
      <Suggestions id={`${id}-list`} kind={field.kind} />
    </Around>
  );
}

import { useId } from "react";
import type { FieldProps } from "../FieldRow";
import { Around, described } from "./Around";
import { useTyping } from "./typing";

const NEARLY = 0.8;

/** Text in several lines. How long it is is said only when the end comes near. */
export function Long(props: FieldProps) {
  const { field, value, needed, readOnly } = props;
  const id = useId();
  const { text, shown, handlers } = useTyping(props);
  const { maxLength = Number.POSITIVE_INFINITY } = field.schema;
  const { length } = [...text];
  return (
    <Around id={id} field={field} value={value} needed={needed} problems={shown}>
      <textarea
        id={id}
        rows={4}
        value={text}
        readOnly={readOnly}
        required={needed}
        {...described(id, field, shown)}
        {...handlers}
      />
      {length > maxLength * NEARLY && (
        <p className="hint count">
          {length} of {maxLength} characters
        </p>
      )}
    </Around>
  );
}

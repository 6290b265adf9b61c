import { useId, useState } from "react";
import type { FieldProps } from "../FieldRow";
import { Errors } from "./Around";
import { useListing } from "./listing";
import { exactly } from "./paths";

/** A list of short texts. Enter begins the next one; empty ones go when the list is left. */
export function Texts({ field, value, problems, path = field.name, readOnly, onEdit, onLeave }: FieldProps) {
  const id = useId();
  const items = (value ?? []) as string[];
  const edit = (next: string[]) => onEdit(next.length ? next : null);
  const { box, words, add, remove, change } = useListing<string>(items, "", edit);
  // An empty one is being begun while it has the focus; without it, a page that was closed has left it behind.
  const [focused, setFocused] = useState<number | null>(null);
  return (
    <fieldset
      ref={box}
      aria-describedby={`${id}-hint ${id}-errors`}
      onBlur={(event) => {
        // Not while the focus moves within: a row that goes takes the button under the pointer with it.
        if (!event.currentTarget.contains(event.relatedTarget) && items.some(isBlank)) {
          edit(items.filter((item) => !isBlank(item)));
        }
      }}
    >
      <legend>{field.title}</legend>
      <p className="hint" id={`${id}-hint`}>
        {field.hint}
      </p>
      {items.map((item, at) => {
        const found = item === "" && at === focused ? [] : exactly(problems, `${path}.${at}`);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: texts have no other name than their place
          <div key={at} data-entry className="entry-line">
            <input
              type="text"
              aria-label={`${field.title} ${at + 1}`}
              aria-invalid={found.length > 0}
              aria-describedby={`${id}-${at}-errors`}
              value={item}
              readOnly={readOnly}
              onChange={({ target }) => change(at, target.value)}
              onFocus={() => setFocused(at)}
              onBlur={() => {
                setFocused(null);
                onLeave?.(field.name);
              }}
              onKeyDown={(event) => {
                if (event.key === "Enter" && item.trim() !== "") {
                  event.preventDefault();
                  add(at + 1);
                } else if (event.key === "Backspace" && item === "") {
                  event.preventDefault();
                  remove(at, `${field.title} ${at + 1}`);
                }
              }}
            />
            {!readOnly && (
              <button
                type="button"
                className="quiet"
                aria-label={`Remove ${item || `${field.title} ${at + 1}`}`}
                onClick={() => remove(at, item || `${field.title} ${at + 1}`)}
              >
                Remove
              </button>
            )}
            <Errors id={`${id}-${at}`} problems={found} />
          </div>
        );
      })}
      {!readOnly && (
        <button type="button" className="quiet" data-add onClick={() => add()}>
          Add to {field.title.toLowerCase()}
        </button>
      )}
      <Errors id={id} problems={exactly(problems, path)} />
      <p className="unseen" role="status">
        {words}
      </p>
    </fieldset>
  );
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}

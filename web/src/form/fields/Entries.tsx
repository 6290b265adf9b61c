import { useId, useState } from "react";
import type { Value } from "../../session/session";
import { type FieldProps, FieldRow } from "../FieldRow";
import { Errors } from "./Around";
import { useListing } from "./listing";
import { below, exactly, withPart } from "./paths";

type Parts = Record<string, Value>;

// What one entry of a list is called.
const ONE: Readonly<Record<string, string>> = { tiers: "Tier", sponsors: "Sponsor" };

/** A list of objects, each a small form of its own. */
export function Entries({ field, value, problems, path = field.name, readOnly, onEdit, onLeave }: FieldProps) {
  const id = useId();
  const items = (value ?? []) as Parts[];
  const edit = (next: Parts[]) => onEdit(next.length || field.required ? next : null);
  const { box, words, add, remove, change } = useListing<Parts>(items, {}, edit);
  const one = ONE[field.name] ?? "Entry";
  return (
    <fieldset ref={box} aria-describedby={`${id}-hint ${id}-errors`}>
      <legend>{field.title}</legend>
      <p className="hint" id={`${id}-hint`}>
        {field.hint}
      </p>
      {items.map((item, at) => (
        <Entry
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry is known by its place until it has a name
          key={at}
          name={`${one} ${at + 1}`}
          onRemove={() => remove(at, `${one} ${at + 1}`)}
          field={field}
          value={item}
          needed
          path={`${path}.${at}`}
          problems={below(problems, `${path}.${at}`)}
          readOnly={readOnly}
          onEdit={(next) => change(at, (next ?? {}) as Parts)}
          onLeave={onLeave}
        />
      ))}
      {!readOnly && (
        <button type="button" className="quiet" data-add onClick={() => add()}>
          Add {one.toLowerCase()}
        </button>
      )}
      <Errors id={id} problems={exactly(problems, path)} />
      <p className="unseen" role="status">
        {words}
      </p>
    </fieldset>
  );
}

interface EntryProps extends FieldProps {
  name: string;
  onRemove: () => void;
}

function Entry({ name, onRemove, field, value, path = "", problems, readOnly, onEdit, onLeave }: EntryProps) {
  const item = value as Parts;
  // An entry that was there before is looked at as one that has been left.
  const [left, setLeft] = useState(Object.keys(item).length > 0);
  return (
    <fieldset
      className="entry"
      data-entry
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          setLeft(true);
        }
      }}
    >
      <legend>{name}</legend>
      {field.fields.map((part) => (
        <FieldRow
          key={part.name}
          field={part}
          path={`${path}.${part.name}`}
          needed={part.required}
          value={item[part.name] ?? null}
          problems={below(problems, `${path}.${part.name}`)}
          readOnly={readOnly}
          left={left}
          onEdit={(next) => onEdit(withPart(item, part.name, next))}
          onLeave={() => onLeave?.(field.name)}
        />
      ))}
      {!readOnly && (
        <button type="button" className="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
          Remove
        </button>
      )}
    </fieldset>
  );
}

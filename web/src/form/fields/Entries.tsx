import { useId } from "react";
import type { Value } from "../../session/session";
import type { FieldProps } from "../FieldRow";
import { Entry } from "./Entry";
import { Group } from "./Group";
import { useListing } from "./listing";
import { below, unplaced } from "./paths";

type Item = Record<string, Value>;

// What one entry is called, where its list has more to its name.
const ONE: Readonly<Record<string, string>> = { tiers: "Tier" };

/** A list of objects, each a small form of its own. */
export function Entries({ field, value, needed, problems, path = field.name, readOnly, onEdit, onLeave }: FieldProps) {
  const id = useId();
  const items = (value ?? []) as Item[];
  const listing = useListing<Item>(items, {}, (next) => onEdit(next.length || field.required ? next : null));
  const one = ONE[field.name] ?? field.title.replace(/s$/, "");
  const paths = items.map((_, at) => `${path}.${at}`);
  return (
    <Group ref={listing.box} id={id} field={field} value={value} needed={needed} problems={unplaced(problems, paths)}>
      {items.map((item, at) => (
        <Entry
          key={listing.keys[at]}
          name={`${one} ${at + 1}`}
          field={field}
          value={item}
          path={`${path}.${at}`}
          problems={below(problems, `${path}.${at}`)}
          readOnly={readOnly}
          onEdit={(next) => listing.change(at, next)}
          onLeave={() => onLeave?.(field.name)}
          onRemove={() => listing.remove(at, `${one} ${at + 1}`)}
        />
      ))}
      {!readOnly && (
        <button type="button" className="quiet" data-add onClick={() => listing.add()}>
          Add {one.toLowerCase()}
        </button>
      )}
      <output className="unseen">{listing.words}</output>
    </Group>
  );
}

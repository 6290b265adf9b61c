import { useId } from "react";
import type { FieldProps } from "../FieldRow";
import { Group } from "./Group";
import { useLines } from "./lines";
import { useListing } from "./listing";
import { below, unplaced } from "./paths";
import { TextLine } from "./TextLine";

/** A list of short texts. */
export function Texts({ field, value, needed, problems, path = field.name, readOnly, onEdit, onLeave }: FieldProps) {
  const id = useId();
  const { lines, setLines, placeOf, ...focus } = useLines(value, onEdit);
  const { box, words, keys, ...listing } = useListing<string>(lines, "", setLines);
  const paths = lines.map((_, at) => `${path}.${placeOf(at)}`);
  const add = (after: number) => {
    const empty = lines.findIndex((line) => line.trim() === "");
    return empty < 0 ? listing.add(after) : listing.focus(empty);
  };
  return (
    <Group
      ref={box}
      id={id}
      field={field}
      value={value}
      needed={needed}
      problems={unplaced(problems, paths)}
      {...focus}
    >
      {lines.map((line, at) => (
        <TextLine
          key={keys[at]}
          name={`${field.title} ${at + 1}`}
          text={line}
          problems={below(problems, `${path}.${placeOf(at)}`)}
          readOnly={readOnly}
          onText={(text) => listing.change(at, text)}
          onNext={() => add(at + 1)}
          onRemove={() => listing.remove(at, line.trim() || `${field.title} ${at + 1}`)}
          onLeave={() => onLeave?.(field.name)}
        />
      ))}
      {!readOnly && (
        <button type="button" className="quiet" data-add onClick={() => add(lines.length)}>
          Add to {field.title.toLowerCase()}
        </button>
      )}
      <output className="unseen">{words}</output>
    </Group>
  );
}

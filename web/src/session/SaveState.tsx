import { useState } from "react";
import type { Edits } from "./edits";
import { useStages } from "./stages";
import type { Saving } from "./store";

const WORDS: Readonly<Record<Saving, string>> = {
  saved: "All changes saved",
  unsaved: "Not saved yet …",
  saving: "Saving …",
  waiting: "Kept here; saved as soon as the server answers",
  refused: "Not everything is saved: see the marked fields of",
  contested: "Changed elsewhere: please decide at",
};

// Said with the stages that it is about.
const WHERE: readonly Saving[] = ["refused", "contested"];

/** Where the typing stands, for eyes and for screen readers. */
export function SaveState({ saving, edits }: { saving: Saving; edits: Edits }) {
  const stages = useStages();
  // Nothing is said of saving until there has been something to save.
  const [touched, setTouched] = useState(false);
  if (saving !== "saved" && !touched) {
    setTouched(true);
  }
  return (
    <p className="save-state" data-state={saving} role="status">
      {(touched || saving !== "saved") && WORDS[saving]}
      {WHERE.includes(saving) &&
        ` ${open(edits)
          .map((stage) => stages.title(stage))
          .join(", ")}`}
    </p>
  );
}

function open(edits: Edits): string[] {
  const isOpen = (stage: string) =>
    Object.values(edits[stage] ?? {}).some(({ problems, contested }) => contested || problems.length > 0);
  return Object.keys(edits).filter(isOpen);
}

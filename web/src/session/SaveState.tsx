import type { Saving } from "./store";

const WORDS: Readonly<Record<Saving, string>> = {
  saved: "All changes saved",
  unsaved: "Typing …",
  saving: "Saving …",
  waiting: "Kept here; saved as soon as the server answers",
  refused: "Not everything is saved: see the marked fields",
  contested: "Changed elsewhere: please decide below",
};

/** Where the typing stands, for eyes and for screen readers. */
export function SaveState({ saving, touched }: { saving: Saving; touched: boolean }) {
  return (
    <p className="save-state" data-state={saving} role="status">
      {touched || saving !== "saved" ? WORDS[saving] : ""}
    </p>
  );
}

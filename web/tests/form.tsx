/** One stage's form alone, for tests: what the page does around it, as a log of calls. */

import { useState } from "react";
import { createRoot } from "react-dom/client";
import "@fontsource-variable/inter/wght.css";
import "@fontsource/cormorant-garamond/500.css";
import "../src/styles/theme.css";
import "../src/styles/controls.css";
import "../src/styles/desk.css";
import type { StageInfo } from "../src/api/client";
import { StageForm, type StageFormProps } from "../src/form/StageForm";
import type { Problem, Value } from "../src/session/session";

type Shown = Partial<Omit<StageFormProps, "stage">>;

declare global {
  interface Window {
    stages: StageInfo[];
    edits: { field: string; value: Value | null; found: readonly Problem[] }[];
    left: string[];
    /** Opens a stage's form, or gives other properties to the one that is open. */
    show: (change: Shown, stage?: string) => void;
  }
}

function Page() {
  const [stage, setStage] = useState<StageInfo>();
  const [shown, setShown] = useState<Shown>({});
  const [found, setFound] = useState<Record<string, readonly Problem[]>>({});
  window.show = (change, id) => {
    setShown(id ? change : { ...shown, ...change });
    if (id) {
      setStage(window.stages.find((each) => each.id === id));
      setFound({});
    }
  };
  const onEdit: StageFormProps["onEdit"] = (field, value, problems) => {
    window.edits.push({ field, value, found: problems });
    const { [field]: _, ...rest } = shown.data ?? {};
    setShown({ ...shown, data: value === null ? rest : { ...rest, [field]: value } });
    setFound({ ...found, [field]: problems });
  };
  return (
    stage && (
      <StageForm
        key={stage.id}
        stage={stage}
        data={{}}
        missing={[]}
        {...shown}
        problems={[...(shown.problems ?? []), ...Object.values(found).flat()]}
        onEdit={onEdit}
        onLeave={(field) => window.left.push(field)}
      />
    )
  );
}

window.edits = [];
window.left = [];
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(<Page />);
}

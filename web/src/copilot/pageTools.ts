/** What the model may do on this page, and what it may know of it. */

import { useAgentContext, useFrontendTool } from "@copilotkit/react-core/v2";
import { useMemo, useState } from "react";
import { z } from "zod";
import type { Field } from "../session/Saved";
import { AGENT } from "./agent";

const FIELD = z.object({
  stage: z.string().describe("Id of the stage, such as eventSetup."),
  field: z.string().describe("Name of the field, such as start_time."),
});

/** The field the model points at, if any. */
export function useHighlight(): Field | null {
  const [highlighted, setHighlighted] = useState<Field | null>(null);
  useFrontendTool(
    {
      name: "highlight_field",
      agentId: AGENT,
      description: "Highlight one saved field on the person's page, when he asks where it is or what it holds.",
      parameters: FIELD,
      handler: async (field) => {
        setHighlighted(field);
        return "The field is highlighted on the page.";
      },
    },
    [],
  );
  return highlighted;
}

/** A help for dates and languages; the server treats it as hearsay. */
export function useReader(): void {
  const value = useMemo(
    () => ({ language: navigator.language, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    [],
  );
  useAgentContext({ description: "Language and time zone of the person's browser", value });
}

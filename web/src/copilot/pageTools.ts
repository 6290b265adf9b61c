/** What the model may do on this page, and what it may know of it. */

import { useAgentContext, useFrontendTool } from "@copilotkit/react-core/v2";
import { useMemo } from "react";
import { z } from "zod";
import type { Field } from "../desk/place";
import { AGENT } from "./agent";

const FIELD = z.object({
  stage: z.string().describe("Id of the stage, such as eventSetup."),
  field: z.string().describe("Name of the field, such as start_time."),
});

/** Lets the model point at a field of the form. */
export function useHighlight(point: (field: Field) => void): void {
  useFrontendTool(
    {
      name: "highlight_field",
      agentId: AGENT,
      description: "Highlight one field of the form on the person's page, when he asks where it is or what it holds.",
      parameters: FIELD,
      handler: async (field) => {
        point(field);
        return "The field is highlighted on the page.";
      },
    },
    [point],
  );
}

/** A help for dates and languages; the server treats it as hearsay. */
export function useReader(): void {
  const value = useMemo(
    () => ({ language: navigator.language, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    [],
  );
  useAgentContext({ description: "Language and time zone of the person's browser", value });
}

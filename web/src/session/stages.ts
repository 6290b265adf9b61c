/** The stages and their forms, as the server lists them. */

import { createContext, useContext, useEffect, useState } from "react";
import type { Api, ApiError, StageInfo } from "../api/client";

export const FIRST = "organizerSetup";
export const REVIEW = "reviewPublish";
const AGAIN = 3000;

interface FieldSchema {
  title?: string;
}

export class Stages {
  constructor(readonly listed: readonly StageInfo[] = []) {}

  title(id: string): string {
    return this.find(id)?.title ?? words(id);
  }

  fieldTitle(stage: string, path: string): string {
    const field = path.split(".")[0] ?? path;
    return this.properties(stage)[field]?.title ?? words(field);
  }

  find(id: string): StageInfo | undefined {
    return this.listed.find((stage) => stage.id === id);
  }

  private properties(id: string): Record<string, FieldSchema | undefined> {
    return (this.find(id)?.schema as { properties?: Record<string, FieldSchema> } | undefined)?.properties ?? {};
  }
}

export const StagesContext = createContext(new Stages());

export function useStages(): Stages {
  return useContext(StagesContext);
}

/** Asked for until the server answers; till then the page shows the plain names of fields. */
export function useAskedStages(api: Api, token: string): Stages {
  const [stages, setStages] = useState(() => new Stages());
  const known = stages.listed.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when somebody has signed in anew
  useEffect(() => {
    if (known) {
      return;
    }
    let timer: number | undefined;
    const ask = () =>
      api
        .call<{ stages: StageInfo[] }>("/api/v1/wizard/stages")
        .then((answer) => setStages(new Stages(answer.stages)))
        .catch((error: ApiError) => {
          if (error.passes) {
            timer = window.setTimeout(ask, AGAIN);
          }
        });
    void ask();
    return () => window.clearTimeout(timer);
  }, [api, token, known]);
  return stages;
}

/** `start_time` and `eventSetup` as a person reads them. */
export function words(name: string): string {
  const spaced = name
    .replaceAll("_", " ")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

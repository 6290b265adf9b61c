/** The stages and the titles of their fields, as the server lists them. */

import { useEffect, useState } from "react";

interface StageInfo {
  id: string;
  title: string;
  schema: { properties?: Record<string, { title?: string }> };
}

export class Stages {
  constructor(private readonly listed: readonly StageInfo[] = []) {}

  /** Every stage in order, or those of the session while the list is on its way. */
  ids(known: readonly string[]): readonly string[] {
    return this.listed.length ? this.listed.map((stage) => stage.id) : known;
  }

  title(id: string): string {
    return this.find(id)?.title ?? words(id);
  }

  fieldTitle(stage: string, field: string): string {
    return this.find(stage)?.schema.properties?.[field]?.title ?? words(field);
  }

  /** The fields that have a value, in the order of the form. */
  fields(stage: string, data: Record<string, unknown>): string[] {
    const listed = Object.keys(this.find(stage)?.schema.properties ?? {});
    const ordered = [...listed, ...Object.keys(data).filter((field) => !listed.includes(field))];
    return ordered.filter((field) => data[field] !== undefined && data[field] !== null);
  }

  private find(id: string): StageInfo | undefined {
    return this.listed.find((stage) => stage.id === id);
  }
}

/** Asked once; without an answer the page shows the plain names of fields. */
export function useStages(token: string): Stages {
  const [stages, setStages] = useState(() => new Stages());
  useEffect(() => {
    const gone = new AbortController();
    fetch("/api/v1/wizard/stages", { headers: { Authorization: `Bearer ${token}` }, signal: gone.signal })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`status ${answer.status}`))))
      .then((body: { stages: StageInfo[] }) => setStages(new Stages(body.stages)))
      .catch(() => undefined);
    return () => gone.abort();
  }, [token]);
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

/** What publishing would make, as titles and values for a person. */

import type { Value } from "../session/session";
import { worded } from "../session/values";

/** A dry run's answer, or the metadata of the approval that the copilot asks for. */
export interface Plan {
  slug?: string | null;
  would_create?: {
    event?: Record<string, unknown>;
    tasks?: number;
    sponsors?: number;
    budget_categories?: number;
  } | null;
}

/** What is not there is left out. */
export function summary({ would_create, slug }: Plan): [string, string][] {
  const plan = would_create ?? {};
  const { name, type, local_start, timezone, venue, ticket_tiers, total_capacity } = (plan.event ?? {}) as Record<
    string,
    Value
  >;
  const lines: [string, Value | undefined | false][] = [
    ["Event", name],
    ["Type", type !== undefined && worded("type", type)],
    ["When", typeof local_start === "string" && `${localTime(local_start)} (${timezone})`],
    ["Where", venue !== undefined && place(venue)],
    ["Tickets", Array.isArray(ticket_tiers) && tickets(ticket_tiers)],
    ["Tickets in total", total_capacity],
    ["Sponsors", plan.sponsors || undefined],
    ["Tasks", plan.tasks || undefined],
    ["Budget categories", plan.budget_categories],
    ["Address", slug && `/e/${slug}`],
  ];
  return lines.flatMap(([title, value]) => (value || value === 0 ? [[title, String(value)]] : []));
}

/** As the clock on the wall will show it, wherever the reader is. */
export function localTime(start: string): string {
  const shown = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return shown.format(new Date(`${start}Z`));
}

function place(venue: Value): string {
  const { name, address, city, streaming_url } = (venue ?? {}) as Record<string, Value>;
  return [name, address, city, streaming_url].filter(Boolean).join(", ");
}

function tickets(tiers: Value[]): string {
  return tiers
    .map((tier) => {
      const { on_sale, ...shown } = tier as Record<string, Value>;
      return `${worded("tiers", shown)}${on_sale === false ? ", not on sale yet" : ""}`;
    })
    .join("; ");
}

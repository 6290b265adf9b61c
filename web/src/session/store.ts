/**
 * One session as this page knows it, and what was typed but is not yet saved. Saves by itself, one call after the other;
 * what the server refuses, what has changed elsewhere and what waits for a connection is all kept and told.
 */

import { type Api, ApiError, type Call } from "../api/client";
import { changed, type Edit, type Edits, isSame, overlaid, sendable, store, stored, underWay, withEdit } from "./edits";
import { heldAgainst, withRefusal } from "./judging";
import { isNewer, type Problem, type Session, type Value } from "./session";

/** What the person is told about his typing. */
export type Saving = "saved" | "unsaved" | "saving" | "waiting" | "refused" | "contested";

export interface Snapshot {
  session: Session | undefined;
  edits: Edits;
  saving: Saving;
  /** What the server has is known, or it could not say: until then there is nothing to type over. */
  known: boolean;
}

const QUIET = 1000;
const PAUSES = [1000, 2000, 4000, 8000, 15_000] as const;

export class SessionStore {
  private shown: Snapshot;
  private readonly listeners = new Set<() => void>();
  private tabs: BroadcastChannel | null = null;
  private readonly key: string;
  private timer: number | undefined;
  private sending: Promise<void> | null = null;
  private failures = 0;
  private notBefore = 0;
  private typing = false;

  constructor(
    readonly api: Api,
    readonly sessionId: string,
    user: string,
    fresh: boolean,
  ) {
    this.key = `wizard.edits:${user}:${sessionId}`;
    this.shown = { session: undefined, edits: stored(this.key), saving: "saved", known: fresh };
    this.settle();
  }

  /** Begins to save what an earlier page left behind, and to hear the other tabs; the answer ends both. */
  open(): () => void {
    const ends = new AbortController();
    const now = () => {
      this.notBefore = 0;
      void this.flush();
    };
    window.addEventListener("online", now, { signal: ends.signal });
    window.addEventListener("pagehide", now, { signal: ends.signal });
    window.addEventListener("storage", ({ key }) => key === this.key && this.hear(), { signal: ends.signal });
    const tabs = new BroadcastChannel(this.key);
    tabs.onmessage = ({ data }) => this.take(data as Session);
    this.tabs = tabs;
    if (!this.shown.known) {
      void this.look();
    }
    this.soon(0);
    return () => {
      ends.abort();
      tabs.close();
      this.tabs = null;
      window.clearTimeout(this.timer);
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.shown;

  /** The newest state wins, wherever it comes from. */
  take(session: Session): void {
    if (isNewer(session, this.shown.session)) {
      this.show({ session, known: true });
      const refused = Object.values(this.next()?.fields ?? {}).some((edit) => edit.refusedAt !== undefined);
      if (refused) {
        this.soon(QUIET);
      }
    }
  }

  edit(stage: string, field: string, value: Value | null, problems: readonly Problem[]): void {
    const { session, edits } = this.shown;
    const before = edits[stage]?.[field];
    const base = before ? before.base : (overlaid(session, {}, stage)[field] ?? null);
    const seen = before ? before.seen : (session?.revision ?? null);
    const edit = { value, seen, base, problems, contested: false, sent: before?.sent ?? [] };
    // What may have arrived although no answer came is to be said again, not forgotten.
    const isUnsaid = !before?.contested && !before?.sent.length && problems.length === 0;
    const isBack = isUnsaid && isSame(value, base) && !this.sending;
    this.typing = true;
    this.setEdits(isBack ? changed(edits, stage, [field], () => null) : withEdit(edits, stage, field, edit));
    this.soon(QUIET);
  }

  /** Save without waiting for a pause in the typing; done when nothing is left that could be sent now. */
  async flush(): Promise<void> {
    this.typing = false;
    const wait = this.notBefore - Date.now();
    if (wait > 0) {
      // The server has asked for it.
      this.soon(wait);
      this.settle();
      return;
    }
    window.clearTimeout(this.timer);
    this.sending ??= this.send().finally(() => {
      this.sending = null;
      this.settle();
    });
    await this.sending;
  }

  /** Where a field was changed elsewhere: whether what was typed here stands, or what is stored. */
  decide(stage: string, field: string, mine: boolean): void {
    const { session } = this.shown;
    const now = { seen: session?.revision ?? null, base: overlaid(session, {}, stage)[field] ?? null };
    const keep = (edit: Edit) => (mine ? { ...edit, ...now, contested: false } : null);
    this.setEdits(changed(this.shown.edits, stage, [field], keep));
    this.soon(0);
  }

  /** Give up what cannot be saved. */
  discard(stage: string): void {
    const fields = Object.keys(this.shown.edits[stage] ?? {});
    this.setEdits(changed(this.shown.edits, stage, fields, () => null));
  }

  /** One call about this session; whatever writes finds it made, and brought back if it had expired. */
  async call<Answer>(path: string, call: Call = {}): Promise<Answer> {
    const address = this.address(path);
    if ((call.method ?? "GET") !== "GET") {
      await this.opened();
    }
    return await this.api.call<Answer>(address, call);
  }

  /** A file of this session's. */
  async file(path: string): Promise<Blob> {
    return await this.api.file(this.address(path));
  }

  private address(path: string): string {
    return `/api/v1/wizard/sessions/${encodeURIComponent(this.sessionId)}${path}`;
  }

  /** Makes the session, or brings it back if it had expired; one that has ended is left as it is. */
  private async opened(): Promise<void> {
    const status = this.shown.session?.status;
    if (status === undefined || status === "expired") {
      await this.revived();
    }
  }

  private async revived(): Promise<void> {
    const body = { session_id: this.sessionId };
    this.take(await this.api.call<Session>("/api/v1/wizard/sessions", { method: "POST", body }));
  }

  /** One call that answers the session; the other tabs hear of it. */
  async act(path: string, call: Call): Promise<Session> {
    const session = await this.call<Session>(path, call);
    this.take(session);
    this.tabs?.postMessage(session);
    return session;
  }

  /** Take back everything down to and including this change. */
  async undo(to: string): Promise<void> {
    const { session } = await this.call<{ session: Session }>("/undo", { method: "POST", body: { to } });
    this.take(session);
    this.tabs?.postMessage(session);
  }

  async refresh(): Promise<void> {
    this.take(await this.call<Session>(""));
  }

  /** There may be no session, or no connection. */
  private async look(): Promise<void> {
    await this.refresh().catch(() => undefined);
    this.show({ known: true });
  }

  /** After a call that changed the session and answers something else. */
  async changedElsewhere(): Promise<void> {
    await this.refresh();
    if (this.shown.session) {
      this.tabs?.postMessage(this.shown.session);
    }
  }

  /** What another tab has seen to is no longer this one's to keep, but for what was typed on here. */
  private hear(): void {
    const kept = stored(this.key);
    let edits = this.shown.edits;
    for (const [stage, fields] of Object.entries(edits)) {
      const gone = Object.keys(fields).filter((field) => !kept[stage]?.[field]);
      edits = changed(edits, stage, gone, () => null);
    }
    this.show({ edits });
    this.settle();
  }

  private soon(pause: number): void {
    window.clearTimeout(this.timer);
    if (!this.tabs) {
      return;
    }
    this.timer = window.setTimeout(() => void this.flush(), pause);
  }

  private async send(): Promise<void> {
    for (let next = this.next(); next; next = this.next()) {
      this.show({ saving: "saving" });
      try {
        await this.sendOrHear(next.stage, next.fields);
        this.failures = 0;
      } catch (error) {
        this.later(error);
        return;
      }
    }
  }

  private next() {
    return sendable(this.shown.edits, this.shown.session?.revision ?? 0);
  }

  /** Raises only what may do better later. */
  private async sendOrHear(stage: string, fields: Readonly<Record<string, Edit>>): Promise<void> {
    try {
      await this.opened();
      if (Object.values(fields).some((edit) => edit.seen === null)) {
        // Typed before the page knew the session: held against what it turned out to hold.
        this.contest(stage, fields);
        return;
      }
      await this.sendOne(stage, fields);
    } catch (error) {
      if (!(error instanceof ApiError) || error.passes || error.status === 401) {
        throw error;
      }
      await this.refused(error, stage, fields);
    }
  }

  private async sendOne(stage: string, fields: Readonly<Record<string, Edit>>): Promise<void> {
    const body = Object.fromEntries(Object.entries(fields).map(([field, edit]) => [field, edit.value]));
    const seen = Math.min(...Object.values(fields).map((edit) => edit.seen ?? 0));
    this.setEdits(changed(this.shown.edits, stage, Object.keys(fields), underWay));
    const session = await this.act(`/stages/${stage}`, {
      method: "PATCH",
      body,
      headers: { "If-Match": String(seen) },
    });
    // What was typed on meanwhile stands on what has just been saved, in the form that it is stored in.
    const saved = overlaid(session, {}, stage);
    const rest = (edit: Edit, field: string) =>
      edit.value === fields[field]?.value
        ? null
        : { ...edit, seen: session.revision, base: saved[field] ?? null, sent: [] };
    let edits = this.shown.edits;
    for (const field of Object.keys(fields)) {
      edits = changed(edits, stage, [field], (edit) => rest(edit, field));
    }
    this.setEdits(edits);
  }

  private later(error: unknown): void {
    const asked = error instanceof ApiError ? error.retryAfter : null;
    const pause = PAUSES[Math.min(this.failures++, PAUSES.length - 1)] ?? 0;
    if (!(error instanceof ApiError && error.status === 401)) {
      const wait = Math.max((asked ?? 0) * 1000, pause);
      this.notBefore = asked === null ? 0 : Date.now() + wait;
      this.soon(wait);
    }
  }

  private async refused(error: ApiError, stage: string, fields: Readonly<Record<string, Edit>>): Promise<void> {
    if (error.code === "stale_revision") {
      await this.refresh();
      this.contest(stage, fields);
      return;
    }
    if (error.code === "session_expired") {
      await this.revived();
      return;
    }
    this.setEdits(withRefusal(this.shown.edits, stage, Object.keys(fields), error, this.shown.session?.revision ?? 0));
  }

  private contest(stage: string, fields: Readonly<Record<string, Edit>>): void {
    this.setEdits(heldAgainst(this.shown.session, this.shown.edits, stage, Object.keys(fields)));
  }

  private setEdits(edits: Edits): void {
    store(this.key, this.shown.edits, edits);
    this.show({ edits });
    this.settle();
  }

  /** Says in one word where the typing stands. */
  private settle(): void {
    const all = Object.values(this.shown.edits).flatMap((stage) => Object.values(stage));
    const standing: readonly [boolean, Saving][] = [
      [this.sending !== null, "saving"],
      [all.some((edit) => edit.contested), "contested"],
      [this.typing && all.length > 0, "unsaved"],
      [all.some((edit) => edit.problems.length > 0), "refused"],
      [all.length === 0, "saved"],
      [this.failures > 0, "waiting"],
      [true, "unsaved"],
    ];
    const saving = standing.find(([holds]) => holds)?.[1] ?? "saved";
    this.show({ saving });
  }

  private show(change: Partial<Snapshot>): void {
    this.shown = { ...this.shown, ...change };
    for (const listener of this.listeners) {
      listener();
    }
  }
}

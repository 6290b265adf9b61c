import { useEffect, useRef, useState } from "react";
import { type Api, ApiError } from "../api/client";
import { addressOf } from "../route";
import { useStages } from "../session/stages";
import type { Listed } from "./list";

interface EventRowProps {
  api: Api;
  event: Listed;
  onChanged: () => Promise<void>;
}

/** One setup: open it, give it another name, give it up. */
export function EventRow({ api, event: { session, name }, onChanged }: EventRowProps) {
  const stages = useStages();
  const [doing, setDoing] = useState<"nothing" | "renaming" | "abandoning">("nothing");
  const [words, setWords] = useState("");
  const rest = () => setDoing("nothing");

  async function act(path: string, method: "PATCH" | "DELETE", body?: unknown) {
    try {
      await api.call(path, { method, body });
      rest();
      setWords("");
      await onChanged();
    } catch (error) {
      setWords(error instanceof ApiError ? error.message : "That did not work. Please try again.");
    }
  }

  const id = encodeURIComponent(session.session_id);
  const where = session.status === "in_progress" ? `At ${stages.title(session.current_stage)}` : state(session.status);
  return (
    <li className="event">
      <div>
        <a href={addressOf(session.session_id)}>{name}</a>
        <p className="hint">
          {where}, {session.completion_percentage}% · last changed {day(session.updated_at)}
        </p>
        <progress max={100} value={session.completion_percentage} aria-label={`Progress of ${name}`} />
      </div>
      {doing === "nothing" && (
        <div className="answers">
          <button type="button" className="quiet" aria-label={`Rename ${name}`} onClick={() => setDoing("renaming")}>
            Rename
          </button>
          {session.status !== "completed" && (
            <button
              type="button"
              className="quiet"
              aria-label={`Abandon ${name}`}
              onClick={() => setDoing("abandoning")}
            >
              Abandon
            </button>
          )}
        </div>
      )}
      {doing === "renaming" && (
        <Rename name={name} onRest={rest} onName={(to) => act(`/copilotkit/threads/${id}`, "PATCH", { name: to })} />
      )}
      {doing === "abandoning" && (
        <Abandon name={name} onRest={rest} onSure={() => act(`/api/v1/wizard/sessions/${id}`, "DELETE")} />
      )}
      <p role="alert" className="refusal">
        {words}
      </p>
    </li>
  );
}

interface RenameProps {
  name: string;
  onName: (to: string) => Promise<void>;
  onRest: () => void;
}

function Rename({ name, onName, onRest }: RenameProps) {
  const [to, setTo] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  return (
    <form
      className="rename"
      onSubmit={(event) => {
        event.preventDefault();
        void onName(to);
      }}
    >
      <label>
        Name
        <input ref={input} value={to} maxLength={200} onChange={(event) => setTo(event.target.value)} />
      </label>
      <div className="answers">
        <button type="submit">Save name</button>
        <button type="button" className="quiet" onClick={onRest}>
          Cancel
        </button>
      </div>
    </form>
  );
}

interface AbandonProps {
  name: string;
  onSure: () => Promise<void>;
  onRest: () => void;
}

function Abandon({ name, onSure, onRest }: AbandonProps) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <fieldset>
      <legend>Abandon {name}?</legend>
      <p>What was saved cannot be opened again.</p>
      <div className="answers">
        <button type="button" onClick={() => void onSure()}>
          Abandon it
        </button>
        <button type="button" className="quiet" ref={keep} onClick={onRest}>
          Keep it
        </button>
      </div>
    </fieldset>
  );
}

function state(status: string): string {
  return status === "completed" ? "Published" : "Expired; opening it brings it back";
}

function day(at: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(new Date(at));
}

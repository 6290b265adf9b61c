import { useState } from "react";
import type { Api } from "../api/client";
import { Switch } from "../Switch";
import { EventRow } from "./EventRow";
import { type Shown, useEvents } from "./list";

const SHOWN: readonly (readonly [Shown, string])[] = [
  ["in_progress", "In preparation"],
  ["completed", "Published"],
  ["expired", "Expired"],
];

/** Every setup of this person's house: how far it is, and the ways on. */
export default function Events({ api, token }: { api: Api; token: string }) {
  const [shown, setShown] = useState<Shown>("in_progress");
  const { events, more, words, reload, next } = useEvents(api, token, shown);
  return (
    <div className="events">
      <header>
        <p className="eyebrow">Event setup copilot</p>
        <h1>Your events</h1>
        <a className="button" href="/">
          New event
        </a>
      </header>
      <main>
        <Switch name="Which" choices={SHOWN} chosen={shown} onChoose={setShown} />
        <p role="alert" className="refusal">
          {words}
        </p>
        {events?.length === 0 && <p className="hint">Nothing here yet.</p>}
        <ul aria-busy={events === null}>
          {events?.map((event) => (
            <EventRow key={event.session.session_id} api={api} event={event} onChanged={reload} />
          ))}
        </ul>
        {more && (
          <button type="button" className="quiet" onClick={next}>
            Show more
          </button>
        )}
      </main>
    </div>
  );
}

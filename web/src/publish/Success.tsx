import { useEffect, useState } from "react";
import type { ApiError, Published } from "../api/client";
import { useSession, useStore } from "../session/context";
import type { Value } from "../session/session";
import { useStages } from "../session/stages";
import { worded } from "../session/values";
import { localTime } from "./plan";
import { existing } from "./publishing";
import { Rating } from "./Rating";

const AGAIN = 3;

/** The event is there: where it is, what it is, and what comes next. */
export function Success() {
  const { session } = useSession();
  const { published, words } = usePublished();
  const event = (session?.stages.eventSetup?.data ?? {}) as Record<string, Value>;
  const venue = (session?.stages.venueSetup?.data ?? {}) as Record<string, Value>;
  return (
    <section className="stage success" aria-labelledby="success-title" aria-busy={!published && !words}>
      <header>
        <p className="eyebrow">Published</p>
        <h2 id="success-title">{String(event.title ?? "Your event")}</h2>
        <p>
          {localTime(`${event.date}T${event.start_time}`)} ({event.timezone as string})
        </p>
        <p>{[venue.name, venue.city, venue.streaming_url].filter(Boolean).join(", ")}</p>
      </header>
      {published && (
        <img
          className="cover"
          src={`/e/${published.slug}/cover.webp`}
          width={1200}
          height={630}
          alt={`Cover of ${String(event.title)}`}
        />
      )}
      {published && <Links published={published} />}
      <p className="refusal" role="alert">
        {words}
      </p>
      <Leftover />
      <h3>What comes next</h3>
      <ul>
        <li>Share the address with your guests and partners.</li>
        <li>
          Have <a href="/?events">all your events</a> in view, or <a href="/">set up another one</a>.
        </li>
        {session && hasPaidTiers(session.stages.ticketSetup?.data) && (
          <li>Paid tickets go on sale once a payment account is connected.</li>
        )}
      </ul>
      <Rating />
    </section>
  );
}

function hasPaidTiers(data: Record<string, unknown> | undefined): boolean {
  const tiers = (data?.tiers ?? []) as { price: string }[];
  return tiers.some((tier) => Number(tier.price) > 0);
}

function Links({ published }: { published: Published }) {
  const [copied, setCopied] = useState("");
  async function copy() {
    try {
      await navigator.clipboard.writeText(published.public_url);
      setCopied("Copied.");
    } catch {
      setCopied("This browser does not let the page copy; please copy the address by hand.");
    }
  }
  return (
    <>
      <p className="address">
        <a href={published.public_url} target="_blank" rel="noreferrer">
          {published.public_url}
          <span className="unseen"> (opens in a new tab)</span>
        </a>
      </p>
      <div className="answers">
        <button type="button" onClick={() => void copy()}>
          Copy link
        </button>
        <a className="button quiet" href={`${published.public_url}.ics`}>
          Calendar file
        </a>
      </div>
      <p role="status">{copied}</p>
    </>
  );
}

/** What was typed and could not be saved before the event was published, by whomever. */
function Leftover() {
  const { edits } = useSession();
  const store = useStore();
  const stages = useStages();
  return Object.entries(edits).map(([stage, fields]) => (
    <div key={stage} className="contested" role="alert">
      <p>
        Not in the published event, since it was not saved before: {stages.title(stage)},{" "}
        {Object.entries(fields)
          .map(([field, edit]) => `${stages.fieldTitle(stage, field)} “${worded(field, edit.value)}”`)
          .join("; ")}
        .
      </p>
      <button type="button" className="quiet" onClick={() => store.discard(stage)}>
        Discard it
      </button>
    </div>
  ));
}

/** Asked for until it is there; a refusal is told. */
function usePublished() {
  const store = useStore();
  const [published, setPublished] = useState<Published | null>(null);
  const [words, setWords] = useState("");
  useEffect(() => {
    let timer: number | undefined;
    const ask = () =>
      existing(store)
        .then(setPublished)
        .catch(({ passes, retryAfter, message }: ApiError) => {
          if (passes) {
            timer = window.setTimeout(ask, (retryAfter ?? AGAIN) * 1000);
          } else {
            setWords(message);
          }
        });
    void ask();
    return () => window.clearTimeout(timer);
  }, [store]);
  return { published, words };
}

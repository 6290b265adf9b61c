import { useEffect, useState } from "react";
import type { Session, SessionList } from "../api/client";
import { addressOf } from "../route";
import { useStore } from "../session/context";

const FEW = 3;

/** What stands in an empty conversation: how to begin, and what was begun before. */
export function Welcome() {
  const begun = useBegun();
  return (
    <div className="welcome">
      <h2>What are you planning?</h2>
      <p className="hint">Tell me about your event in your own words; I ask for what is missing.</p>
      {begun.length > 0 && (
        <nav aria-label="Go on with">
          <p className="hint">Or go on with</p>
          <ul>
            {begun.map((session) => (
              <li key={session.session_id}>
                <a href={addressOf(session.session_id)}>{titleOf(session)}</a>{" "}
                <span className="hint">{session.completion_percentage}%</span>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}

/** The setups touched last; a help that is left out where it cannot be had. */
function useBegun(): readonly Session[] {
  const store = useStore();
  const [begun, setBegun] = useState<readonly Session[]>([]);
  useEffect(() => {
    store.api
      .call<SessionList>(`/api/v1/wizard/sessions?status=in_progress&limit=${FEW + 1}`)
      .then(({ sessions }) =>
        setBegun(sessions.filter(({ session_id }) => session_id !== store.sessionId).slice(0, FEW)),
      )
      .catch(() => undefined);
  }, [store]);
  return begun;
}

function titleOf(session: Session): string {
  const title = session.stages.eventSetup?.data.title;
  return typeof title === "string" ? title : "An event without a title yet";
}

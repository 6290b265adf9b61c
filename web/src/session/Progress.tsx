import type { Session } from "./session";
import { useStages } from "./stages";

/** How far the event is, and which part is being talked about. */
export function Progress({ session }: { session: Session | undefined }) {
  const stages = useStages();
  const percent = session?.completion_percentage ?? 0;
  const where = !session ? "Not started" : session.is_active ? stages.title(session.current_stage) : ended(session);
  return (
    <div className="progress">
      <p>
        <span className="where">{where}</span> <span>{percent}%</span>
      </p>
      <div
        role="progressbar"
        aria-label="Event setup"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent}%, ${where}`}
      >
        <div style={{ inlineSize: `${percent}%` }} />
      </div>
    </div>
  );
}

function ended(session: Session): string {
  return session.status === "completed" ? "Published" : `This setup is ${session.status}`;
}

import type { Session } from "./session";
import { useStages } from "./stages";

interface StepperProps {
  session: Session | undefined;
  shown: string;
  onShow: (stage: string) => void;
}

/** Every stage as a way to its form; how wide a stage is drawn is its part of the whole. */
export function Stepper({ session, shown, onShow }: StepperProps) {
  const stages = useStages();
  return (
    <nav className="stepper" aria-label="Stages">
      <ol>
        {stages.listed.map(({ id, title, weight }) => (
          <li key={id} style={{ flexGrow: weight }}>
            <a
              href={`#${id}`}
              aria-current={id === shown ? "step" : undefined}
              data-done={session?.completed_stages.includes(id) || undefined}
              onClick={(event) => {
                event.preventDefault();
                onShow(id);
              }}
            >
              <span className="bar" aria-hidden="true">
                <span style={{ inlineSize: `${percent(session, id)}%` }} />
              </span>
              <span className="name">{title}</span>
              <span className="state">{standing(session, id)}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function percent(session: Session | undefined, id: string): number {
  return session?.completion_details[id] ?? 0;
}

/** In words, since colour alone tells nobody who does not see it. */
function standing(session: Session | undefined, id: string): string {
  if (session?.needs_review.includes(id)) {
    return "look again";
  }
  if (session?.completed_stages.includes(id)) {
    return "done";
  }
  return id === session?.current_stage ? `now, ${percent(session, id)}%` : `${percent(session, id)}%`;
}

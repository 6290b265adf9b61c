/** One step of publishing, as the server tells it. */
export interface PublishStep {
  id: string;
  title: string;
  status: "waiting" | "running" | "done";
}

const WORDS = { waiting: "", running: "under way …", done: "done" };

/** What the server is at, as it says so; nothing is guessed. */
export function StepList({ steps }: { steps: readonly PublishStep[] }) {
  return (
    <ol className="publish-steps" aria-label="Publishing" aria-live="polite">
      {steps.map(({ id, title, status }) => (
        <li key={id} data-status={status}>
          {title} <span className="hint">{WORDS[status]}</span>
        </li>
      ))}
    </ol>
  );
}

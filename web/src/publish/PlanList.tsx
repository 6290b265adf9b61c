import { type Plan, summary } from "./plan";

export function PlanList({ plan }: { plan: Plan }) {
  return (
    <dl>
      {summary(plan).map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

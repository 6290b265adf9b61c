-- In one statement: the triggers run at its end, so that the log tells of new tasks with what they wait for.
with given as (
  select cast(:added as jsonb) as tasks, cast(:edges as jsonb) as edges, cast(:waiting as uuid[]) as waiting
),
added as (
  insert into public.event_tasks (id, event_id, name, description, phase, workflow_category, priority, status, role,
    deadline, template_key, due, estimated_hours)
  select t.id, :event, t.name, t.description, t.phase, t.workflow_category, t.priority, t.status, t.role, t.deadline,
    t.template_key, t.due, t.estimated_hours
  from given g, jsonb_to_recordset(g.tasks) t(id uuid, name text, description text, phase text, workflow_category text,
    priority text, status text, role text, deadline timestamptz, template_key text, due text, estimated_hours numeric)
),
bound as (
  insert into public.task_dependencies (task_id, depends_on, event_id)
  select d.task_id, d.depends_on, :event from given g, jsonb_to_recordset(g.edges) d(task_id uuid, depends_on uuid)
)
update public.event_tasks t set status = 'blocked', version = t.version + 1 from given g where t.id = any (g.waiting)

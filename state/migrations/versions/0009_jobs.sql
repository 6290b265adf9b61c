-- Whoever calls them, and whatever his search path, the queue's functions work on the queue's tables.
do $$
declare f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'jobs'::regnamespace loop
    execute format('alter function %s set search_path = jobs, pg_catalog, pg_temp', f);
  end loop;
end $$;

-- The one way in for those who may not see the queue: a job of their own transaction. Whose it is, is taken from the
-- claims and never from what they pass, so a job can do for its user what he could do himself, and no more. Its queue
-- bears its name: a worker takes the jobs it knows and leaves the others to a newer one.
create function app.enqueue(p_job text, p_ids jsonb) returns bigint language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  select (jobs.procrastinate_defer_jobs_v1(array[row(p_job, p_job, 0, null, null, p_ids || jsonb_build_object(
    'user_id', app.uid(), 'organization_id', app.organization_id()), null)::jobs.procrastinate_job_to_defer_v1]))[1]
$$;

-- Brings back the jobs whose worker has died, and those that are under way longer than any job may be; who has been
-- tried too often is dead. In one statement, so that of two sweeps, or a sweep and a worker, one has the job.
create function app.sweep_jobs(p_lease interval, p_longest interval, p_most integer) returns integer language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare swept integer;
begin
  delete from jobs.procrastinate_workers w where w.last_heartbeat < now() - p_lease;  -- unties its jobs
  update jobs.procrastinate_jobs j set
    status = (case when j.attempts + 1 >= p_most then 'failed' else 'todo' end)::jobs.procrastinate_job_status,
    attempts = j.attempts + 1, scheduled_at = null
  where j.status = 'doing' and (j.worker_id is null or now() - p_longest >
    (select max(e.at) from jobs.procrastinate_events e where e.job_id = j.id and e.type = 'started'));
  get diagnostics swept = row_count;
  return swept;
end $$;

revoke execute on all functions in schema jobs from public;
grant usage on schema jobs to service_role, app_definer;
grant select, insert, update, delete on all tables in schema jobs to service_role;
grant usage on all sequences in schema jobs to service_role, app_definer;
grant execute on all functions in schema jobs to service_role;
grant insert, select (id) on jobs.procrastinate_jobs to app_definer;
grant insert on jobs.procrastinate_events to app_definer;
grant execute on function jobs.procrastinate_defer_jobs_v1(jobs.procrastinate_job_to_defer_v1[]) to app_definer;

grant create on schema app to app_definer;
alter function app.enqueue(text, jsonb) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.enqueue(text, jsonb), app.sweep_jobs(interval, interval, integer) from public;
grant execute on function app.enqueue(text, jsonb) to authenticated;
grant execute on function app.sweep_jobs(interval, interval, integer) to service_role;

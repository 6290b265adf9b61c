-- A run that outlives its connection: who may stop it, where its thread stood when it began, what it left open.
alter table public.runs
  add column stop_requested_at timestamptz,
  add column after_interaction bigint not null default 0,
  add column open_calls jsonb not null default '[]',
  drop constraint runs_status_check,
  add constraint runs_status_check check (status in ('running', 'finished', 'interrupted', 'stopped', 'failed'));
create index runs_by_lease on public.runs (lease_expires_at) where status = 'running';
create index runs_by_end on public.runs (ended_at);
grant update (stop_requested_at, open_calls) on public.runs to authenticated;

-- The numbered events of running and just ended runs, in batches: what a reader at another process follows.
-- Frame n of a run stands in the batch with first <= n <= last.
create table public.run_events (
  run_id uuid not null references public.runs (id) on delete cascade,
  organization_id uuid not null,
  first integer not null check (first >= 0),
  last integer not null check (last >= first),
  ends boolean not null,
  frames text not null,
  primary key (run_id, first)
);
alter table public.run_events enable row level security, force row level security;
create policy run_events_select on public.run_events for select to authenticated
  using (organization_id = (select app.organization_id()));
grant select on public.run_events to authenticated;

-- Keeping leases, writing the log and sweeping are the server's own work, for the runs of all tenants. The service role
-- may call these functions and sees no row; they run as app_definer, which has policies of its own.
create policy runs_definer_select on public.runs for select to app_definer using (true);
create policy runs_definer_update on public.runs for update to app_definer using (true) with check (true);
create policy run_events_definer on public.run_events for all to app_definer using (true) with check (true);
grant select, update (status, ended_at, lease_expires_at) on public.runs to app_definer;
grant select, insert, update, delete on public.run_events to app_definer;

-- Renews these leases: of each run that still has its thread, whether it was asked to stop. A run whose row is locked
-- is at work: it does not hold up the others, keeps its thread, and is renewed by a later beat.
create function app.keep_runs(p_runs uuid[], p_lease interval) returns table (run uuid, stop boolean) language plpgsql
security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update public.runs r set lease_expires_at = now() + p_lease
  from (
    select f.id from public.runs f where f.id = any (p_runs) and f.status = 'running' for no key update skip locked
  ) free
  where r.id = free.id;
  return query
    select r.id, r.stop_requested_at is not null from public.runs r where r.id = any (p_runs) and r.status = 'running';
end $$;

-- Marks as failed what no process holds any more; drops the events of runs that ended longer ago than p_keep.
create function app.sweep_runs(p_keep interval) returns integer language plpgsql
security definer set search_path = pg_catalog, pg_temp
as $$
declare lost integer;
begin
  update public.runs r set status = 'failed', ended_at = now()
  from (
    select l.id from public.runs l where l.status = 'running' and l.lease_expires_at <= now() for update skip locked
  ) lost_ones
  where r.id = lost_ones.id;
  get diagnostics lost = row_count;
  delete from public.run_events e using public.runs r where r.id = e.run_id and r.ended_at < now() - p_keep;
  return lost;
end $$;

-- Stores what several runs have said, and wakes their followers. Where a commit's answer was lost, the same frames come
-- once more, perhaps with others after them. A NOTIFY holds at most 8,000 bytes: of many runs none is named.
create function app.append_run_events(p_runs uuid[], p_firsts integer[], p_lasts integer[], p_ends boolean[],
  p_frames text[]) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.run_events as e (run_id, organization_id, first, last, ends, frames)
  select r.id, r.organization_id, b.first, b.last, b.ends, b.frames
  from unnest(p_runs, p_firsts, p_lasts, p_ends, p_frames) as b (run, first, last, ends, frames)
  join public.runs r on r.id = b.run
  on conflict (run_id, first) do update
    set last = excluded.last, ends = excluded.ends, frames = excluded.frames where excluded.last > e.last;
  perform pg_notify('run_events', case when cardinality(p_runs) <= 200 then array_to_string(p_runs, ',') else '*' end);
end $$;

-- Fences checkpoints: a run that lost its thread must not write the conversation of the run that took it over.
create function app.hold_run(p_run uuid) returns void language plpgsql
security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform from public.runs r where r.id = p_run and r.status = 'running' for share;
  if not found then
    raise exception 'run superseded' using errcode = 'P0001';
  end if;
end $$;

grant create on schema app to app_definer;
alter function app.keep_runs(uuid[], interval) owner to app_definer;
alter function app.sweep_runs(interval) owner to app_definer;
alter function app.append_run_events(uuid[], integer[], integer[], boolean[], text[]) owner to app_definer;
alter function app.hold_run(uuid) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.keep_runs(uuid[], interval), app.sweep_runs(interval), app.hold_run(uuid),
  app.append_run_events(uuid[], integer[], integer[], boolean[], text[]) from public;
grant execute on function app.keep_runs(uuid[], interval), app.sweep_runs(interval),
  app.append_run_events(uuid[], integer[], integer[], boolean[], text[]) to service_role;
grant execute on function app.hold_run(uuid) to checkpointer;
grant usage on schema app to checkpointer;

-- A session is a thread of the chat too: what its person calls it, and whether he keeps it out of the way.
alter table public.wizard_sessions
  add column thread_name text check (char_length(thread_name) between 1 and 200),
  add column archived_at timestamptz;
create index wizard_sessions_as_threads on public.wizard_sessions (user_id, updated_at, id);
grant update (thread_name, archived_at) on public.wizard_sessions to authenticated;

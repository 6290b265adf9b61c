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

-- One writer and one keeper of leases per process, for the runs of all tenants: they work as the service role.
create policy runs_kept_select on public.runs for select to service_role using (true);
create policy runs_kept_update on public.runs for update to service_role using (true) with check (true);
grant select (id, organization_id, status, ended_at, lease_expires_at, stop_requested_at),
  update (status, ended_at, lease_expires_at) on public.runs to service_role;
create policy run_events_kept_select on public.run_events for select to service_role using (true);
create policy run_events_kept_insert on public.run_events for insert to service_role with check (true);
create policy run_events_kept_update on public.run_events for update to service_role using (true) with check (true);
create policy run_events_kept_delete on public.run_events for delete to service_role using (true);
grant select, insert, update (last, ends, frames), delete on public.run_events to service_role;

-- Fences checkpoints: a run that lost its thread must not write the conversation of the run that took it over.
create policy runs_definer_select on public.runs for select to app_definer using (true);
create policy runs_definer_lock on public.runs for update to app_definer using (true) with check (true);
grant select, update (status) on public.runs to app_definer;
create function app.hold_run(p_run uuid) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from public.runs r where r.id = p_run and r.status = 'running' for share;
  if not found then
    raise exception 'run superseded' using errcode = 'P0001';
  end if;
end $$;
alter function app.hold_run(uuid) owner to app_definer;
revoke execute on function app.hold_run(uuid) from public;
grant execute on function app.hold_run(uuid) to checkpointer;
grant usage on schema app to checkpointer;

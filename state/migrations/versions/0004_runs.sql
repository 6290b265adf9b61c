-- The ledger of runs: written before a run's first event. One running row per thread is the lease; its holder renews it.
create table public.runs (
  id uuid primary key default gen_random_uuid(),
  wizard_session_id uuid not null,
  organization_id uuid not null,
  user_id uuid not null,
  client_run_id varchar(255) not null,
  status text not null default 'running'
    check (status in ('running', 'finished', 'interrupted', 'failed')),
  interrupts jsonb not null default '[]',
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  lease_expires_at timestamptz not null,
  constraint runs_session_fkey foreign key (wizard_session_id, organization_id)
    references public.wizard_sessions (id, organization_id) on delete cascade
);
create unique index runs_one_per_thread on public.runs (wizard_session_id) where status = 'running';
create index runs_by_session on public.runs (wizard_session_id, started_at);

alter table public.runs enable row level security, force row level security;
create policy runs_select on public.runs for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy runs_insert on public.runs for insert to authenticated
  with check (organization_id = (select app.organization_id()) and user_id = (select app.uid()));
create policy runs_update on public.runs for update to authenticated
  using (organization_id = (select app.organization_id()))
  with check (organization_id = (select app.organization_id()));
grant select, insert on public.runs to authenticated;
grant update (status, interrupts, ended_at, lease_expires_at) on public.runs to authenticated;

-- LangGraph's checkpoints live apart: the request roles cannot even see the schema.
create schema checkpoints;
grant usage, create on schema checkpoints to checkpointer;

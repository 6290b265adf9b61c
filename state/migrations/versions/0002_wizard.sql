-- The registry of stages as rows, so that SQL can weigh progress and refuse unknown stages.
create table public.wizard_stages (
  id text primary key,
  data_column text not null,
  weight integer not null check (weight > 0),
  position integer not null unique
);
insert into public.wizard_stages values
  ('organizerSetup', 'organizer_data', 15, 1),
  ('eventSetup', 'event_data', 20, 2),
  ('venueSetup', 'venue_data', 15, 3),
  ('ticketSetup', 'ticket_data', 20, 4),
  ('sponsorsMedia', 'sponsor_data', 15, 5),
  ('reviewPublish', 'review_data', 15, 6);

create table public.wizard_sessions (
  id uuid primary key default gen_random_uuid(),
  session_id varchar(255) not null,
  user_id uuid not null,
  organization_id uuid not null,
  current_stage text not null default 'organizerSetup' references public.wizard_stages (id),
  completed_stages text[] not null default '{}',
  needs_review text[] not null default '{}',
  organizer_data jsonb not null default '{}',
  event_data jsonb not null default '{}',
  venue_data jsonb not null default '{}',
  ticket_data jsonb not null default '{}',
  payment_data jsonb not null default '{}',
  sponsor_data jsonb not null default '{}',
  review_data jsonb not null default '{}',
  completion_details jsonb not null default '{}',
  completion_percentage integer not null default 0 check (completion_percentage between 0 and 100),
  revision bigint not null default 0,
  status text not null default 'in_progress' check (status in ('in_progress', 'completed', 'abandoned', 'expired')),
  is_active boolean not null generated always as (status = 'in_progress') stored,
  stripe_account_id varchar(255),
  event_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  constraint wizard_sessions_owner_key unique (organization_id, user_id, session_id),
  constraint wizard_sessions_tenant_key unique (id, organization_id)
);
create index wizard_sessions_by_session_id on public.wizard_sessions (organization_id, session_id);
create index wizard_sessions_by_user on public.wizard_sessions (user_id) where is_active;
create index wizard_sessions_by_stage on public.wizard_sessions (organization_id, is_active, current_stage);
create index wizard_sessions_expiring on public.wizard_sessions (expires_at) where status = 'in_progress';
create index wizard_sessions_by_stripe_account on public.wizard_sessions (stripe_account_id);
create trigger touch_updated_at before update on public.wizard_sessions
  for each row execute function app.touch_updated_at();

-- One row per accepted change of data, append-only; its inverse is what undo applies. An undo is a change of its own
-- that names the one it takes back, once.
create table public.wizard_changes (
  id uuid primary key default gen_random_uuid(),
  wizard_session_id uuid not null,
  organization_id uuid not null,
  revision bigint not null,
  stage text not null references public.wizard_stages (id),
  fields jsonb not null,
  inverse jsonb not null,
  source text not null check (source in ('chat', 'form', 'import', 'undo')),
  user_id uuid not null,
  undoes uuid constraint wizard_changes_undoes_key unique,
  created_at timestamptz not null default now(),
  constraint wizard_changes_revision_key unique (wizard_session_id, revision),
  constraint wizard_changes_session_key unique (id, wizard_session_id),
  constraint wizard_changes_undoes_fkey foreign key (undoes, wizard_session_id)
    references public.wizard_changes (id, wizard_session_id) on delete cascade,
  constraint wizard_changes_session_fkey foreign key (wizard_session_id, organization_id)
    references public.wizard_sessions (id, organization_id) on delete cascade
);

-- The transcript: written once per message, redacted after 30 days.
create table public.wizard_interactions (
  id bigint primary key generated always as identity,
  wizard_session_id uuid not null,
  organization_id uuid not null,
  message_id text not null,
  role text not null check (role in ('user', 'assistant', 'tool', 'system')),
  stage text not null references public.wizard_stages (id),
  text text not null,
  tool_calls jsonb,
  tool_call_id text,
  tokens_used integer check (tokens_used >= 0),
  model text,
  latency_ms integer check (latency_ms >= 0),
  prompt_digest text,
  csat smallint check (csat between 1 and 5),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '30 days',
  redacted_at timestamptz,
  constraint wizard_interactions_message_key unique (wizard_session_id, message_id),
  constraint wizard_interactions_session_fkey foreign key (wizard_session_id, organization_id)
    references public.wizard_sessions (id, organization_id) on delete cascade
);
create index wizard_interactions_by_session on public.wizard_interactions (wizard_session_id, id);
create index wizard_interactions_expiring on public.wizard_interactions (expires_at) where redacted_at is null;

-- Stored answers of idempotent requests. Rows outlive the session they came from: a key stays used.
create table public.wizard_actions (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  wizard_session_id uuid,
  action_name text not null,
  idempotency_key text not null,
  request_hash text not null,
  response_status integer not null,
  response_body text not null,
  execution_time_ms integer not null check (execution_time_ms >= 0),
  created_at timestamptz not null default now(),
  constraint wizard_actions_key unique (organization_id, user_id, action_name, idempotency_key),
  constraint wizard_actions_session_fkey foreign key (wizard_session_id, organization_id)
    references public.wizard_sessions (id, organization_id) on delete set null (wizard_session_id)
);
create index wizard_actions_by_session on public.wizard_actions (wizard_session_id);

create function app.weighted_progress(details jsonb) returns integer language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(s.weight * coalesce((details ->> s.id)::integer, 0)) / 100, 0)::integer
  from public.wizard_stages s
$$;

-- The one statement that writes a session. `p` holds what changes: merge {column: {field: value or null}}, details,
-- needs_review, completed_stages, current_stage, status, event_id, change {...}. Absent keys stay as they are.
-- A null in a merge clears the field. Runs with the caller's rights: a row he may not write is not found.
create function app.write_session(p_session uuid, p jsonb) returns bigint language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  m jsonb := coalesce(p -> 'merge', '{}');
  now_at bigint;
begin
  update public.wizard_sessions s set
    organizer_data = jsonb_strip_nulls(s.organizer_data || coalesce(m -> 'organizer_data', '{}')),
    event_data = jsonb_strip_nulls(s.event_data || coalesce(m -> 'event_data', '{}')),
    venue_data = jsonb_strip_nulls(s.venue_data || coalesce(m -> 'venue_data', '{}')),
    ticket_data = jsonb_strip_nulls(s.ticket_data || coalesce(m -> 'ticket_data', '{}')),
    payment_data = jsonb_strip_nulls(s.payment_data || coalesce(m -> 'payment_data', '{}')),
    sponsor_data = jsonb_strip_nulls(s.sponsor_data || coalesce(m -> 'sponsor_data', '{}')),
    review_data = jsonb_strip_nulls(s.review_data || coalesce(m -> 'review_data', '{}')),
    completion_details = coalesce(p -> 'details', s.completion_details),
    completion_percentage = app.weighted_progress(coalesce(p -> 'details', s.completion_details)),
    needs_review = case when p ? 'needs_review'
      then array(select jsonb_array_elements_text(p -> 'needs_review')) else s.needs_review end,
    completed_stages = case when p ? 'completed_stages'
      then array(select jsonb_array_elements_text(p -> 'completed_stages')) else s.completed_stages end,
    current_stage = coalesce(p ->> 'current_stage', s.current_stage),
    status = coalesce(p ->> 'status', s.status),
    event_id = coalesce((p ->> 'event_id')::uuid, s.event_id),
    revision = s.revision + 1,
    expires_at = now() + interval '7 days'
  where s.id = p_session
  returning s.revision into now_at;
  if not found then
    raise exception 'session not found or access denied' using errcode = 'no_data_found';
  end if;
  if p ? 'change' then
    insert into public.wizard_changes (wizard_session_id, organization_id, revision, stage, fields, inverse, source, user_id, undoes)
    values (p_session, app.organization_id(), now_at, p #>> '{change,stage}', p #> '{change,fields}',
            p #> '{change,inverse}', p #>> '{change,source}', app.uid(), (p #>> '{change,undoes}')::uuid);
  end if;
  return now_at;
end $$;

alter table public.wizard_stages enable row level security, force row level security;
alter table public.wizard_sessions enable row level security, force row level security;
alter table public.wizard_changes enable row level security, force row level security;
alter table public.wizard_interactions enable row level security, force row level security;
alter table public.wizard_actions enable row level security, force row level security;

-- The stages are the same for all and change by migration only.
create policy stages_are_public on public.wizard_stages for select to authenticated using (true);

create policy sessions_select on public.wizard_sessions for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy sessions_insert on public.wizard_sessions for insert to authenticated
  with check (organization_id = (select app.organization_id()) and user_id = (select app.uid()));
create policy sessions_update on public.wizard_sessions for update to authenticated
  using (organization_id = (select app.organization_id()))
  with check (organization_id = (select app.organization_id()));

create policy changes_select on public.wizard_changes for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy changes_insert on public.wizard_changes for insert to authenticated
  with check (organization_id = (select app.organization_id()) and user_id = (select app.uid()));

create policy interactions_select on public.wizard_interactions for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy interactions_insert on public.wizard_interactions for insert to authenticated
  with check (organization_id = (select app.organization_id()));

-- Retention works as the service role, which may see and blank a message only once its 30 days are over.
create policy interactions_expired_select on public.wizard_interactions for select to service_role
  using (expires_at <= now());
create policy interactions_expired_update on public.wizard_interactions for update to service_role
  using (expires_at <= now()) with check (expires_at <= now());

-- A stored answer belongs to the user who asked: keys are scoped to tenant, user and route.
create policy actions_select on public.wizard_actions for select to authenticated
  using (organization_id = (select app.organization_id()) and user_id = (select app.uid()));
create policy actions_insert on public.wizard_actions for insert to authenticated
  with check (organization_id = (select app.organization_id()) and user_id = (select app.uid()));

grant select on public.wizard_stages to authenticated;
grant select, insert on public.wizard_sessions, public.wizard_changes, public.wizard_interactions, public.wizard_actions
  to authenticated;
grant select (id, wizard_session_id, expires_at, redacted_at), update (text, tool_calls, redacted_at)
  on public.wizard_interactions to service_role;
-- Who owns a session, its ids and its organization's account are not the caller's to change; there is no delete.
grant update (current_stage, completed_stages, needs_review, organizer_data, event_data, venue_data, ticket_data,
  payment_data, sponsor_data, review_data, completion_details, completion_percentage, revision, status,
  event_id, expires_at, updated_at) on public.wizard_sessions to authenticated;
revoke execute on function app.weighted_progress(jsonb), app.write_session(uuid, jsonb), app.touch_updated_at() from public;
grant execute on function app.weighted_progress(jsonb), app.write_session(uuid, jsonb) to authenticated;

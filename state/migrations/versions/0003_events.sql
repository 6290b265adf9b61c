-- The event an organizer publishes. `start_date` is the instant; the local wall time and zone beside it are what was meant.
create table public.events (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  created_by uuid not null,
  wizard_session_id uuid constraint events_one_per_session unique,
  name varchar(200) not null,
  slug varchar(120) not null constraint events_slug_key unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  type text not null check (type in ('runway_show', 'pop_up', 'exhibition', 'launch_party', 'brand_activation',
    'trunk_show', 'fashion_week', 'panel')),
  description varchar(2000),
  goals text[] not null default '{}',
  timezone text not null,
  local_start timestamp not null,
  local_end timestamp,
  start_date timestamptz not null,
  end_date timestamptz check (end_date > start_date),
  venue jsonb not null default '{}',
  status text not null default 'draft' check (status in ('draft', 'planning', 'confirmed', 'in_progress', 'completed',
    'archived', 'cancelled')),
  published_at timestamptz,
  progress_percentage integer not null default 0 check (progress_percentage between 0 and 100),
  target_attendees integer check (target_attendees > 0),
  actual_attendees integer check (actual_attendees >= 0),
  ticket_tiers jsonb not null default '[]',
  total_capacity integer check (total_capacity > 0),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint events_tenant_key unique (id, organization_id),
  -- With the tenant in the key, nobody can take the one event of another tenant's session.
  constraint events_session_fkey foreign key (wizard_session_id, organization_id)
    references public.wizard_sessions (id, organization_id) on delete set null (wizard_session_id)
);
create index events_by_organization on public.events (organization_id, status, start_date);
create index events_published on public.events (start_date) where published_at is not null;
create trigger touch_updated_at before update on public.events for each row execute function app.touch_updated_at();

alter table public.wizard_sessions add constraint wizard_sessions_event_fkey
  foreign key (event_id, organization_id) references public.events (id, organization_id) on delete set null (event_id);

create table public.event_team (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null references public.events (id) on delete cascade,
  user_id uuid not null,
  role text not null check (role in ('event_lead', 'creative_director', 'production_manager', 'casting_director',
    'sponsor_liaison', 'marketing_lead', 'venue_coordinator', 'custom')),
  permissions text not null check (permissions in ('admin', 'edit', 'view_only')),
  assigned_at timestamptz not null default now(),
  version integer not null default 1,
  constraint event_team_member_key unique (event_id, user_id)
);
create index event_team_by_user on public.event_team (user_id);

-- The organization's directory of sponsors.
create table public.sponsors (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  company_name varchar(200) not null,
  logo_url text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint sponsors_tenant_key unique (id, organization_id)
);
create unique index sponsors_name_key on public.sponsors (organization_id, lower(company_name));
create trigger touch_updated_at before update on public.sponsors for each row execute function app.touch_updated_at();

create table public.event_sponsors (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null references public.events (id) on delete cascade,
  sponsor_id uuid not null references public.sponsors (id),
  tier text not null check (tier in ('title', 'platinum', 'gold', 'silver', 'bronze', 'custom')),
  sponsorship_amount bigint check (sponsorship_amount >= 0),
  currency char(3),
  status text not null default 'pending' check (status in ('pending', 'confirmed', 'signed', 'active', 'completed')),
  version integer not null default 1,
  constraint event_sponsors_key unique (event_id, sponsor_id)
);
create index event_sponsors_by_sponsor on public.event_sponsors (sponsor_id);

-- Amounts are minor units of `currency`.
create table public.event_budget_categories (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null references public.events (id) on delete cascade,
  category text not null check (category in ('venue', 'production', 'talent', 'catering', 'marketing', 'staffing',
    'miscellaneous', 'buffer')),
  budgeted_amount bigint not null default 0 check (budgeted_amount >= 0),
  currency char(3) not null,
  version integer not null default 1,
  constraint event_budget_categories_key unique (event_id, category)
);

-- The policy on events asks who is on its team, and the policy on the team asks for the event: answered by a definer,
-- whose own policy below ends the circle. Wrapped in (select ...) it runs once per statement, not once per row.
create function app.my_team_event_ids() returns uuid[] language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$ select coalesce(array_agg(t.event_id), '{}') from public.event_team t where t.user_id = app.uid() $$;

-- One event with all that belongs to it in one statement. Runs with the caller's rights.
create function app.create_event(p jsonb) returns uuid language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare e public.events := jsonb_populate_record(null::public.events, p -> 'event');
begin
  insert into public.events (id, organization_id, created_by, wizard_session_id, name, slug, type, description, goals,
    timezone, local_start, local_end, start_date, end_date, venue, status, published_at, target_attendees, ticket_tiers,
    total_capacity)
  values (e.id, app.organization_id(), app.uid(), e.wizard_session_id, e.name, e.slug, e.type, e.description,
    coalesce(e.goals, '{}'), e.timezone, e.local_start, e.local_end, e.start_date, e.end_date, coalesce(e.venue, '{}'),
    e.status, e.published_at, e.target_attendees, coalesce(e.ticket_tiers, '[]'), e.total_capacity);
  insert into public.event_team (event_id, user_id, role, permissions)
    values (e.id, app.uid(), 'event_lead', 'admin');
  insert into public.sponsors (organization_id, company_name, logo_url)
    select app.organization_id(), s.name, s.logo_url from jsonb_to_recordset(p -> 'sponsors') s(name text, logo_url text)
    on conflict (organization_id, lower(company_name)) do nothing;
  insert into public.event_sponsors (event_id, sponsor_id, tier)
    select e.id, d.id, s.tier from jsonb_to_recordset(p -> 'sponsors') s(name text, tier text)
    join public.sponsors d on d.organization_id = app.organization_id() and lower(d.company_name) = lower(s.name)
    on conflict (event_id, sponsor_id) do nothing;  -- two spellings of one company: the first tier stands
  insert into public.event_budget_categories (event_id, category, currency)
    select e.id, b.category, p ->> 'currency' from jsonb_array_elements_text(p -> 'budget_categories') b(category);
  return e.id;
end $$;

alter table public.events enable row level security, force row level security;
alter table public.event_team enable row level security, force row level security;
alter table public.sponsors enable row level security, force row level security;
alter table public.event_sponsors enable row level security, force row level security;
alter table public.event_budget_categories enable row level security, force row level security;

create policy team_definer on public.event_team for select to app_definer using (true);

create policy events_select on public.events for select to authenticated
  using (organization_id = (select app.organization_id()) or id = any ((select app.my_team_event_ids())::uuid[]));
create policy events_insert on public.events for insert to authenticated
  with check (organization_id = (select app.organization_id()) and created_by = (select app.uid()));
create policy events_published on public.events for select to anon
  using (published_at is not null and status not in ('archived', 'cancelled'));

create policy team_select on public.event_team for select to authenticated
  using (event_id in (select e.id from public.events e));
create policy team_insert on public.event_team for insert to authenticated
  with check (event_id in (select e.id from public.events e where e.created_by = (select app.uid())
    and e.organization_id = (select app.organization_id())));

create policy sponsors_select on public.sponsors for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy sponsors_insert on public.sponsors for insert to authenticated
  with check (organization_id = (select app.organization_id()));

create policy event_sponsors_select on public.event_sponsors for select to authenticated
  using (event_id in (select e.id from public.events e));
create policy event_sponsors_insert on public.event_sponsors for insert to authenticated
  with check (event_id in (select e.id from public.events e where e.created_by = (select app.uid())
      and e.organization_id = (select app.organization_id()))
    and sponsor_id in (select s.id from public.sponsors s));

create policy budget_select on public.event_budget_categories for select to authenticated
  using (event_id in (select e.id from public.events e));
create policy budget_insert on public.event_budget_categories for insert to authenticated
  with check (event_id in (select e.id from public.events e where e.created_by = (select app.uid())
    and e.organization_id = (select app.organization_id())));

grant select on public.event_team to app_definer;
grant select, insert on public.events, public.event_team, public.sponsors, public.event_sponsors,
  public.event_budget_categories to authenticated;
-- The public sees the page's facts, not who made it or in which organization.
grant select (id, name, slug, type, description, timezone, local_start, local_end, start_date, end_date, venue, status,
  published_at, ticket_tiers, total_capacity) on public.events to anon;

revoke execute on function app.my_team_event_ids(), app.create_event(jsonb) from public;
grant execute on function app.my_team_event_ids(), app.create_event(jsonb) to authenticated;

-- Owned by the table owner, the definer would be held by FORCE and recurse; it has a role and a policy of its own.
-- Who made the role may grant it to himself, and since Postgres 16 must; a superuser needs nothing, others were let in.
do $$ begin
  execute format('grant app_definer to %I', current_user);
exception when insufficient_privilege then null;
end $$;
grant create on schema app to app_definer;
alter function app.my_team_event_ids() owner to app_definer;
revoke create on schema app from app_definer;

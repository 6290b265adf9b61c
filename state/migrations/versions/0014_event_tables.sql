-- The event lives on: its tasks, its people, what it costs and who is told. Rows below an event bear its organization,
-- so that a policy compares a column instead of asking for the event of each row; a composite key keeps that true.
create function app.take_organization() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  select e.organization_id into new.organization_id from public.events e where e.id = new.event_id;
  return new;
end $$;

-- What the caller may do at which events; app.my_team_event_ids() says where he belongs at all.
create function app.my_event_ids(p_least text) returns uuid[] language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(t.event_id), '{}') from public.event_team t
  where t.user_id = app.uid() and (t.role = 'event_lead' or case p_least
    when 'edit' then t.permissions in ('admin', 'edit')
    when 'admin' then t.permissions = 'admin'
    else false end)
$$;

-- Who works with whom, across organizations.
create function app.my_teammates() returns uuid[] language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(distinct t.user_id), '{}') from public.event_team t
  where t.event_id = any (app.my_team_event_ids())
$$;

-- Whether anybody is on an event's team. A policy on a table may not ask the table itself.
create function app.has_team(p_event uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$ select exists (select from public.event_team t where t.event_id = p_event) $$;

-- Persons, as their verified tokens name them: a row for each organization somebody has acted in.
create table public.people (
  user_id uuid not null,
  organization_id uuid not null,
  name varchar(200),
  email varchar(320),
  seen_at timestamptz not null default now(),
  primary key (user_id, organization_id)
);
create index people_by_organization on public.people (organization_id);

-- The organization's directories of venues and designers.
create table public.venues (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  name varchar(200) not null,
  location varchar(200),
  address varchar(500),
  capacity integer check (capacity > 0),
  layout_options text[] not null default '{}',
  amenities text[] not null default '{}',
  pricing_tiers jsonb not null default '{}',
  floor_plan_url text,
  technical_specs jsonb not null default '{}',
  deleted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint venues_tenant_key unique (id, organization_id)
);
create unique index venues_name_key on public.venues (organization_id, lower(name)) where deleted_at is null;

create table public.designers (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  name varchar(200) not null,
  brand_name varchar(200),
  bio varchar(1000),
  style_tags text[] not null default '{}',
  location varchar(200),
  website text,
  instagram varchar(100),
  portfolio_url text,
  profile_image_url text,
  deleted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint designers_tenant_key unique (id, organization_id)
);
create unique index designers_name_key on public.designers (organization_id, lower(name)) where deleted_at is null;

alter table public.sponsors
  add column industry varchar(200),
  add column website text,
  add column tier text check (tier in ('platinum', 'gold', 'silver', 'bronze')),
  add column contact_name varchar(200),
  add column contact_email varchar(320),
  add column contact_phone varchar(50),
  add column notes varchar(2000),
  add column deleted_at timestamptz;
-- The name of one that was removed is free again.
drop index public.sponsors_name_key;
create unique index sponsors_name_key on public.sponsors (organization_id, lower(company_name)) where deleted_at is null;

alter table public.events
  add column venue_id uuid,
  add column backup_venue_id uuid,
  -- What an archived event goes back to when it is restored.
  add column status_before_archive text,
  add constraint events_venue_fkey foreign key (venue_id, organization_id) references public.venues (id, organization_id),
  add constraint events_backup_venue_fkey foreign key (backup_venue_id, organization_id)
    references public.venues (id, organization_id);
create index events_listed on public.events (organization_id, start_date, id);
create index events_by_venue on public.events (venue_id);
create index events_by_backup_venue on public.events (backup_venue_id);

alter table public.event_team add column organization_id uuid;
alter table public.event_sponsors add column organization_id uuid;
alter table public.event_budget_categories add column organization_id uuid;
update public.event_team c set organization_id = e.organization_id from public.events e where e.id = c.event_id;
update public.event_sponsors c set organization_id = e.organization_id from public.events e where e.id = c.event_id;
update public.event_budget_categories c set organization_id = e.organization_id from public.events e where e.id = c.event_id;
-- A foreign key checked later would still be waiting here.
set constraints all immediate;
alter table public.event_team
  alter column organization_id set not null,
  drop constraint event_team_event_id_fkey,
  add constraint event_team_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete cascade;
alter table public.event_sponsors
  alter column organization_id set not null,
  drop constraint event_sponsors_event_id_fkey,
  drop constraint event_sponsors_sponsor_id_fkey,
  add constraint event_sponsors_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete cascade,
  add constraint event_sponsors_sponsor_fkey foreign key (sponsor_id, organization_id)
    references public.sponsors (id, organization_id);
alter table public.event_budget_categories
  alter column organization_id set not null,
  drop constraint event_budget_categories_event_id_fkey,
  add constraint event_budget_categories_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete cascade;

create table public.event_designers (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null,
  organization_id uuid not null,
  designer_id uuid not null,
  invitation_status text not null default 'no_response' check (invitation_status in ('sent', 'opened', 'accepted',
    'declined', 'no_response')),
  invited_at timestamptz,
  responded_at timestamptz,
  number_of_looks integer check (number_of_looks >= 0),
  show_order integer check (show_order > 0),
  version integer not null default 1,
  constraint event_designers_key unique (event_id, designer_id),
  constraint event_designers_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete cascade,
  constraint event_designers_designer_fkey foreign key (designer_id, organization_id)
    references public.designers (id, organization_id)
);
create index event_designers_by_designer on public.event_designers (designer_id);

-- `overdue` is no status: it is told from the deadline whenever somebody looks.
create table public.event_tasks (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null,
  organization_id uuid not null,
  name varchar(200) not null,
  description varchar(1000),
  phase text not null check (phase in ('pre_production', 'venue_logistics', 'creative_design', 'on_site_operations',
    'post_event')),
  workflow_category text not null check (workflow_category in ('event_planning', 'sponsorship', 'marketing',
    'operations', 'media')),
  priority text not null default 'medium' check (priority in ('critical', 'high', 'medium', 'low')),
  status text not null default 'to_do' check (status in ('to_do', 'in_progress', 'blocked', 'done', 'cancelled')),
  role text check (role in ('event_lead', 'creative_director', 'production_manager', 'casting_director',
    'sponsor_liaison', 'marketing_lead', 'venue_coordinator', 'custom')),
  assignee_id uuid,
  deadline timestamptz not null,
  -- Which line of the type's template this was, and the rule its deadline follows when the event moves; a deadline that
  -- a person has set follows none.
  template_key text,
  due text,
  estimated_hours numeric(7, 2) check (estimated_hours >= 0),
  actual_hours numeric(7, 2) check (actual_hours >= 0),
  completed_at timestamptz,
  deleted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint event_tasks_event_key unique (id, event_id),
  constraint event_tasks_template_key unique (event_id, template_key),
  constraint event_tasks_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete cascade
);
create index event_tasks_by_event on public.event_tasks (event_id, deadline, id) where deleted_at is null;
create index event_tasks_by_assignee on public.event_tasks (assignee_id) where deleted_at is null;

-- Both ends belong to the same event.
create table public.task_dependencies (
  task_id uuid not null,
  depends_on uuid not null,
  event_id uuid not null,
  organization_id uuid not null,
  primary key (task_id, depends_on),
  check (task_id <> depends_on),
  constraint task_dependencies_task_fkey foreign key (task_id, event_id)
    references public.event_tasks (id, event_id) on delete cascade,
  constraint task_dependencies_depends_on_fkey foreign key (depends_on, event_id)
    references public.event_tasks (id, event_id) on delete cascade,
  constraint task_dependencies_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete cascade
);
create index task_dependencies_by_event on public.task_dependencies (event_id);
create index task_dependencies_by_depends_on on public.task_dependencies (depends_on);

-- Amounts are minor units of the row's currency, which is its category's.
create table public.expenses (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null,
  organization_id uuid not null,
  category text not null,
  name varchar(200) not null,
  amount bigint not null check (amount >= 0),
  currency char(3) not null,
  vendor_name varchar(200),
  invoice_url text,
  paid_status text not null default 'pending' check (paid_status in ('pending', 'paid', 'overdue')),
  due_date date,
  deleted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint expenses_category_fkey foreign key (event_id, category)
    references public.event_budget_categories (event_id, category),
  constraint expenses_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete cascade
);
create index expenses_by_event on public.expenses (event_id) where deleted_at is null;

-- With whom: at most one of the three, or a name alone.
create table public.contracts (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null,
  organization_id uuid not null,
  contract_type text not null check (contract_type in ('sponsor', 'designer', 'venue', 'vendor', 'model', 'staff')),
  party_name varchar(200) not null,
  sponsor_id uuid,
  designer_id uuid,
  venue_id uuid,
  status text not null default 'draft' check (status in ('draft', 'pending_review', 'pending_signature', 'signed',
    'active', 'expired', 'terminated')),
  amount bigint check (amount >= 0),
  currency char(3),
  key_terms jsonb not null default '{}',
  file_id uuid,
  signed_date date,
  expiration_date date,
  deleted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (num_nonnulls(sponsor_id, designer_id, venue_id) <= 1),
  check ((amount is null) = (currency is null)),
  constraint contracts_sponsor_fkey foreign key (sponsor_id, organization_id)
    references public.sponsors (id, organization_id),
  constraint contracts_designer_fkey foreign key (designer_id, organization_id)
    references public.designers (id, organization_id),
  constraint contracts_venue_fkey foreign key (venue_id, organization_id)
    references public.venues (id, organization_id),
  constraint contracts_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete cascade
);
create index contracts_by_event on public.contracts (event_id) where deleted_at is null;

-- How far an event's changes have been counted. Its row is the lock that puts an event's writers in a line.
create table public.event_feeds (
  event_id uuid primary key references public.events (id) on delete cascade,
  seq bigint not null default 0,
  made_at timestamptz not null default now()
);

-- Every change of an event and what belongs to it, numbered without a gap: activity, live feed and audit in one.
-- `record` is the row after the change (none: it is gone), `old` what changed, as it was before.
create table public.activity_logs (
  event_id uuid not null,
  seq bigint not null,
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid,
  action_type text not null,
  table_name text not null,
  change text not null check (change in ('INSERT', 'UPDATE', 'DELETE')),
  record_id uuid not null,
  record jsonb,
  old jsonb,
  created_at timestamptz not null default now(),
  primary key (event_id, seq),
  constraint activity_logs_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete cascade
);

create table public.notifications (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  event_id uuid not null references public.events (id) on delete cascade,
  task_id uuid references public.event_tasks (id) on delete cascade,
  kind text not null check (kind in ('task_assigned', 'team_added')),
  created_at timestamptz not null default now(),
  read_at timestamptz
);
create index notifications_by_user on public.notifications (user_id, created_at);
create index notifications_by_event on public.notifications (event_id);
create index notifications_by_task on public.notifications (task_id);

insert into public.event_feeds (event_id, made_at) select e.id, e.created_at from public.events e;

-- Appends what a statement has done to one table to the logs of the events it touched, in the order of their ids: two
-- statements that touch the same events take their locks in the same order. What is made together with its event in one
-- transaction is told by the event alone.
create function app.append_activity(p_table text, p_rows jsonb) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare touched record;
begin
  for touched in
    select (r.value ->> 'event_id')::uuid as event_id, jsonb_agg(r.value order by r.ordinality) as changes, count(*) as many
    from jsonb_array_elements(p_rows) with ordinality r group by 1 order by 1
  loop
    -- The event's own row first, as whoever works on an event takes it: nobody ends up waiting for each other.
    perform from public.events e where e.id = touched.event_id for no key update;
    update public.event_feeds f set seq = f.seq + touched.many
      where f.event_id = touched.event_id and (f.made_at < now() or p_table = 'events');
    continue when not found;
    insert into public.activity_logs (event_id, seq, organization_id, user_id, action_type, table_name, change, record_id,
      record, old)
    select touched.event_id, f.seq - touched.many + c.ordinality, e.organization_id, app.uid(),
      c.value ->> 'action', p_table, c.value ->> 'change', (c.value ->> 'id')::uuid,
      nullif(c.value -> 'record', 'null'), nullif(c.value -> 'old', 'null')
    from jsonb_array_elements(touched.changes) with ordinality c, public.event_feeds f, public.events e
    where f.event_id = touched.event_id and e.id = touched.event_id;
    perform pg_notify('event_changes', touched.event_id::text);
  end loop;
end $$;

-- What an action is called: created, updated or removed, and by its own name where people look for it.
create function app.action_of(p_table text, p_change text, p_old jsonb, p_new jsonb) returns text language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when p_table = 'event_tasks' and p_new ->> 'status' = 'done' and p_old ->> 'status' is distinct from 'done'
      and p_change = 'UPDATE' then 'task_completed'
    when p_table = 'events' and p_old ->> 'status' is distinct from p_new ->> 'status' and p_change = 'UPDATE'
      then 'event_' || (p_new ->> 'status')
    when p_table = 'contracts' and p_new ->> 'status' = 'signed' and p_old ->> 'status' is distinct from 'signed'
      then 'contract_signed'
    when p_table = 'event_team' then case p_change when 'INSERT' then 'team_added' when 'DELETE' then 'team_removed'
      else 'team_updated' end
    when p_table = 'event_budget_categories' then 'budget_updated'
    else case p_table when 'events' then 'event' when 'event_tasks' then 'task' when 'event_sponsors' then 'sponsor'
        when 'event_designers' then 'designer' when 'expenses' then 'expense' else 'contract' end
      || case p_change when 'INSERT' then '_created' when 'DELETE' then '_removed' else '_updated' end
  end
$$;

-- A row that is only marked as deleted is gone for everybody who listens.
create function app.change_of(p_table text, p_old jsonb, p_new jsonb) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'event_id', coalesce(r.whole ->> 'event_id', r.whole ->> 'id'),
    'id', r.whole ->> 'id',
    'change', r.change,
    'action', app.action_of(p_table, r.change, p_old, p_new),
    'record', case when r.change <> 'DELETE' then case when p_table = 'event_tasks' then p_new || jsonb_build_object(
      'dependencies', (select coalesce(jsonb_agg(d.depends_on order by d.depends_on), '[]')
        from public.task_dependencies d join public.event_tasks b on b.id = d.depends_on and b.deleted_at is null
        where d.task_id = (p_new ->> 'id')::uuid)) else p_new end end,
    'old', case when r.change = 'DELETE' then p_old
      else (select jsonb_object_agg(o.key, o.value) from jsonb_each(p_old) o
        where p_new -> o.key is distinct from o.value and o.key not in ('updated_at', 'version')) end
  )
  from (select coalesce(p_new, p_old) as whole, case when p_old is null then 'INSERT'
    when p_new is null or (p_old ->> 'deleted_at' is null and p_new ->> 'deleted_at' is not null) then 'DELETE'
    else 'UPDATE' end as change) r
$$;

-- The three triggers of each table below an event, and of events itself. Nothing that changes goes unlogged, whoever
-- writes it and by whatever door.
create function app.log_inserted() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_table_name = 'events' then
    insert into public.event_feeds (event_id) select n.id from new_rows n;
  end if;
  perform app.append_activity(tg_table_name, (
    -- What is made with its event is not told: looked at before each row's record is put together, not after.
    select jsonb_agg(app.change_of(tg_table_name, null, to_jsonb(n))) from new_rows n
    where tg_table_name = 'events' or (to_jsonb(n) ->> 'event_id')::uuid in (
      select f.event_id from public.event_feeds f where f.made_at < now()
        and f.event_id in (select (to_jsonb(m) ->> 'event_id')::uuid from new_rows m))));
  return null;
end $$;

create function app.log_updated() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.append_activity(tg_table_name, (
    select jsonb_agg(app.change_of(tg_table_name, to_jsonb(o), to_jsonb(n))) from old_rows o join new_rows n on n.id = o.id
    where to_jsonb(o) - array['updated_at', 'version'] is distinct from to_jsonb(n) - array['updated_at', 'version']
      or tg_table_name = 'event_tasks' and n.version > o.version));  -- its dependencies are rows of their own
  return null;
end $$;

create function app.log_deleted() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.append_activity(tg_table_name, (select jsonb_agg(app.change_of(tg_table_name, to_jsonb(o), null)) from old_rows o));
  return null;
end $$;

-- What stands behind a task no longer holds it up.
create function app.is_settled(p_status text, p_deleted_at timestamptz) returns boolean language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select p_status in ('done', 'cancelled') or p_deleted_at is not null $$;

-- Done of all that is to be done, in whole percent; what was cancelled is not to be done.
create function app.recount_event(p_event uuid) returns void language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  update public.events e set progress_percentage = c.percent
  from (
    select coalesce(100 * count(*) filter (where t.status = 'done') / nullif(count(*), 0), 0)::integer as percent
    from public.event_tasks t where t.event_id = p_event and t.deleted_at is null and t.status <> 'cancelled'
  ) c
  where e.id = p_event and e.progress_percentage <> c.percent
$$;

-- After the log's trigger, which holds the event's row: of two people who finish the last two obstacles of a task at
-- once, the second sees what the first has done.
create function app.settle_tasks() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  touched uuid;
  settled uuid[];
  freed uuid[];
begin
  if tg_op = 'UPDATE' then
    select array_agg(n.id) into settled from new_rows n join old_rows o on o.id = n.id
      where app.is_settled(n.status, n.deleted_at) and not app.is_settled(o.status, o.deleted_at);
    if settled is not null then
      select array_agg(t.id) into freed from public.event_tasks t
      where t.status = 'blocked' and t.deleted_at is null
        and t.id = any (array(select d.task_id from public.task_dependencies d where d.depends_on = any (settled)))
        and not exists (
          select from public.task_dependencies d join public.event_tasks p on p.id = d.depends_on
          where d.task_id = t.id and not app.is_settled(p.status, p.deleted_at));
    end if;
    if freed is not null then  -- an update of no row would call this trigger again, and again
      update public.event_tasks t set status = 'to_do', version = t.version + 1 where t.id = any (freed);
    end if;
    insert into public.notifications (user_id, event_id, task_id, kind)
      select n.assignee_id, n.event_id, n.id, 'task_assigned' from new_rows n join old_rows o on o.id = n.id
      where n.assignee_id is distinct from o.assignee_id and n.assignee_id <> app.uid();
    for touched in select distinct n.event_id from new_rows n join old_rows o on o.id = n.id
      where n.status <> o.status or n.deleted_at is distinct from o.deleted_at order by 1
    loop
      perform app.recount_event(touched);
    end loop;
  else
    insert into public.notifications (user_id, event_id, task_id, kind)
      select n.assignee_id, n.event_id, n.id, 'task_assigned' from new_rows n where n.assignee_id <> app.uid();
    -- What is made with its event is all still to be done.
    for touched in select distinct n.event_id from new_rows n
      join public.event_feeds f on f.event_id = n.event_id and f.made_at < now() order by 1
    loop
      perform app.recount_event(touched);
    end loop;
  end if;
  return null;
end $$;

create function app.tell_team() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notifications (user_id, event_id, kind)
    select n.user_id, n.event_id, 'team_added' from new_rows n where n.user_id <> app.uid();
  return null;
end $$;

create function app.tell_notified() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare told uuid;
begin
  for told in select distinct n.user_id from new_rows n loop
    perform pg_notify('notifications', told::text);
  end loop;
  return null;
end $$;

-- An event always has somebody who may do everything. Two leads who leave at once stand in a line.
create function app.keep_a_lead() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.role = 'event_lead' and (tg_op = 'DELETE' or new.role <> 'event_lead') then
    perform from public.events e where e.id = old.event_id for no key update;
    if found and not exists (
      select from public.event_team t where t.event_id = old.event_id and t.role = 'event_lead' and t.id <> old.id
    ) then
      raise exception 'the last lead of an event stays' using errcode = 'check_violation', constraint = 'event_team_last_lead';
    end if;
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

-- Who is given a task may say how far he is, whatever he is otherwise allowed; nothing else.
create function app.guard_task() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare told text[] := array['status', 'actual_hours', 'completed_at', 'version', 'updated_at'];
begin
  if not new.event_id = any (app.my_event_ids('edit')) and to_jsonb(new) - told <> to_jsonb(old) - told then
    raise exception 'an assignee tells how far his task is, and no more' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- Under the event's lock, so that two new edges that close a circle together cannot both come in.
create function app.refuse_cycles() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare events uuid[] := array(select distinct n.event_id from new_rows n);
begin
  perform from public.events e where e.id = any (events) order by e.id for no key update;
  if exists (
    with recursive reached (task_id, depends_on) as (
      select n.task_id, n.depends_on from new_rows n
      union
      select r.task_id, d.depends_on from reached r join public.task_dependencies d on d.task_id = r.depends_on
        and d.event_id = any (events)
    )
    select from reached r where r.task_id = r.depends_on
  ) then
    raise exception 'tasks wait for each other in a circle' using errcode = 'check_violation',
      constraint = 'task_dependencies_acyclic';
  end if;
  return null;
end $$;

-- Writes down the caller as his verified token names him; nobody names himself otherwise. A claim that is missing leaves
-- what an earlier token said.
create function app.introduce() returns void language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into public.people as p (user_id, organization_id, name, email)
  values (app.uid(), app.organization_id(), left(app.claims() ->> 'name', 200), left(app.claims() ->> 'email', 320))
  on conflict (user_id, organization_id) do update set name = coalesce(excluded.name, p.name),
    email = coalesce(excluded.email, p.email), seen_at = now()
$$;

-- What the caller may do at an event, and its status, with the event's row locked for him: lead, admin, edit, view_only,
-- or organization for who sees it and is not on its team. No row: he does not see it.
create function app.enter_event(p_event uuid, out level text, out status text) returns setof record
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform from public.events e where e.id = p_event and (e.organization_id = app.organization_id()
    or e.id = any (app.my_team_event_ids())) for no key update;
  return query select coalesce(case when t.role = 'event_lead' then 'lead' else t.permissions end, 'organization'), e.status
    from public.events e left join public.event_team t on t.event_id = e.id and t.user_id = app.uid()
    where e.id = p_event and (t.id is not null or e.organization_id = app.organization_id());
end $$;

-- Once a day: what was counted wrong for whatever reason is counted anew. How many were.
create function app.recount_progress(p_most integer) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  wrong uuid;
  mended integer := 0;
begin
  for wrong in
    select e.id from public.events e
    where e.status <> 'archived' and e.progress_percentage <> (
      select coalesce(100 * count(*) filter (where t.status = 'done') / nullif(count(*), 0), 0)
      from public.event_tasks t where t.event_id = e.id and t.deleted_at is null and t.status <> 'cancelled')
    order by e.id limit p_most for no key update skip locked
  loop
    perform app.recount_event(wrong);
    mended := mended + 1;
  end loop;
  return mended;
end $$;

-- One event with all that belongs to it in one statement, as before with its tasks, people and sums. Runs with the
-- caller's rights.
create or replace function app.create_event(p jsonb) returns uuid language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare e public.events := jsonb_populate_record(null::public.events, p -> 'event');
begin
  e.organization_id := app.organization_id();
  insert into public.events (id, organization_id, created_by, wizard_session_id, name, slug, type, description, goals,
    timezone, local_start, local_end, start_date, end_date, venue, venue_id, status, published_at, target_attendees,
    ticket_tiers, total_capacity, organizer_name, media_partners)
  values (e.id, e.organization_id, app.uid(), e.wizard_session_id, e.name, e.slug, e.type, e.description,
    coalesce(e.goals, '{}'), e.timezone, e.local_start, e.local_end, e.start_date, e.end_date, coalesce(e.venue, '{}'),
    e.venue_id, e.status, e.published_at, e.target_attendees, coalesce(e.ticket_tiers, '[]'), e.total_capacity,
    e.organizer_name, coalesce(e.media_partners, '{}'));
  insert into public.event_team (event_id, organization_id, user_id, role, permissions)
    select e.id, e.organization_id, app.uid(), 'event_lead', 'admin'
    union all
    select e.id, e.organization_id, t.user_id, t.role, t.permissions
    from jsonb_to_recordset(p -> 'team_members') t(user_id uuid, role text, permissions text) where t.user_id <> app.uid();
  insert into public.sponsors (organization_id, company_name, logo_url)
    select e.organization_id, s.name, s.logo_url from jsonb_to_recordset(p -> 'sponsors') s(name text, logo_url text)
    order by lower(s.name)  -- of two publishes with the same names, none waits for the other in a circle
    on conflict (organization_id, lower(company_name)) where deleted_at is null do nothing;
  insert into public.event_sponsors (event_id, organization_id, sponsor_id, tier)
    select e.id, e.organization_id, d.id, s.tier from jsonb_to_recordset(p -> 'sponsors') s(name text, tier text)
    join public.sponsors d on d.organization_id = e.organization_id and lower(d.company_name) = lower(s.name)
      and d.deleted_at is null
    on conflict (event_id, sponsor_id) do nothing;  -- two spellings of one company: the first tier stands
  insert into public.event_sponsors (event_id, organization_id, sponsor_id, tier)
    select e.id, e.organization_id, d.id, coalesce(d.tier, 'custom') from public.sponsors d
    where d.id in (select s.id::uuid from jsonb_array_elements_text(p -> 'sponsor_ids') s(id));
  insert into public.event_designers (event_id, organization_id, designer_id)
    select e.id, e.organization_id, d.id::uuid from jsonb_array_elements_text(p -> 'designer_ids') d(id);
  insert into public.event_budget_categories (event_id, organization_id, category, budgeted_amount, currency)
    select e.id, e.organization_id, b.category, coalesce(b.budgeted_amount, 0), p ->> 'currency'
    from jsonb_to_recordset(p -> 'budget_categories') b(category text, budgeted_amount bigint);
  insert into public.event_tasks (id, event_id, organization_id, name, description, phase, workflow_category, priority,
    status, role, deadline, due, template_key, estimated_hours)
    select t.id, e.id, e.organization_id, t.name, t.description, t.phase, t.workflow_category, t.priority, t.status, t.role,
      t.deadline, t.due, t.template_key, t.estimated_hours
    from jsonb_to_recordset(p -> 'tasks') t(id uuid, name text, description text, phase text, workflow_category text,
      priority text, status text, role text, deadline timestamptz, due text, template_key text,
      estimated_hours numeric);
  insert into public.task_dependencies (task_id, depends_on, event_id, organization_id)
    select d.task_id, d.depends_on, e.id, e.organization_id
    from jsonb_to_recordset(p -> 'dependencies') d(task_id uuid, depends_on uuid);
  return e.id;
end $$;

-- Triggers: who a row belongs to, when it was touched, what may not be, what is told.
do $$
declare name text;
begin
  foreach name in array array['event_team', 'event_sponsors', 'event_budget_categories', 'event_designers', 'event_tasks',
    'task_dependencies', 'expenses', 'contracts'] loop
    execute format('create trigger take_organization before insert on public.%I for each row '
      'when (new.organization_id is null) execute function app.take_organization()', name);
  end loop;
  foreach name in array array['venues', 'designers', 'event_tasks', 'expenses', 'contracts'] loop
    execute format('create trigger touch_updated_at before update on public.%I for each row '
      'execute function app.touch_updated_at()', name);
  end loop;
  foreach name in array array['events', 'event_team', 'event_sponsors', 'event_budget_categories', 'event_designers',
    'event_tasks', 'expenses', 'contracts'] loop
    execute format('create trigger log_inserted after insert on public.%I referencing new table as new_rows '
      'for each statement execute function app.log_inserted()', name);
    execute format('create trigger log_updated after update on public.%I referencing old table as old_rows '
      'new table as new_rows for each statement execute function app.log_updated()', name);
    execute format('create trigger log_deleted after delete on public.%I referencing old table as old_rows '
      'for each statement execute function app.log_deleted()', name);
  end loop;
  foreach name in array array['venues', 'designers', 'people', 'event_designers', 'event_tasks', 'task_dependencies',
    'expenses', 'contracts', 'event_feeds', 'activity_logs', 'notifications'] loop
    execute format('alter table public.%I enable row level security, force row level security', name);
  end loop;
end $$;
create trigger keep_a_lead before update or delete on public.event_team for each row execute function app.keep_a_lead();
create trigger guard_task before update on public.event_tasks for each row
  when (current_user = 'authenticated') execute function app.guard_task();
create trigger refuse_cycles after insert on public.task_dependencies referencing new table as new_rows
  for each statement execute function app.refuse_cycles();
-- After "log_...", by their names.
create trigger settle_inserted after insert on public.event_tasks referencing new table as new_rows
  for each statement execute function app.settle_tasks();
create trigger settle_updated after update on public.event_tasks referencing old table as old_rows new table as new_rows
  for each statement execute function app.settle_tasks();
create trigger tell_team after insert on public.event_team referencing new table as new_rows
  for each statement execute function app.tell_team();
create trigger tell_notified after insert on public.notifications referencing new table as new_rows
  for each statement execute function app.tell_notified();

-- Reading: the organization, and the team wherever it comes from. Writing: the team, each as far as he may.
do $$
declare
  name text;
  readable text := '(organization_id = (select app.organization_id()) or event_id = any ((select app.my_team_event_ids())::uuid[]))';
  editable text := '(event_id = any ((select app.my_event_ids(''edit''))::uuid[]))';
begin
  drop policy team_select on public.event_team;
  drop policy event_sponsors_select on public.event_sponsors;
  drop policy event_sponsors_insert on public.event_sponsors;
  drop policy budget_select on public.event_budget_categories;
  drop policy budget_insert on public.event_budget_categories;
  foreach name in array array['event_team', 'event_sponsors', 'event_budget_categories', 'event_designers', 'event_tasks',
    'task_dependencies', 'expenses', 'contracts', 'activity_logs'] loop
    execute format('create policy %I on public.%I for select to authenticated using %s', name || '_select', name, readable);
  end loop;
  foreach name in array array['event_sponsors', 'event_budget_categories', 'event_designers', 'event_tasks',
    'task_dependencies', 'expenses', 'contracts'] loop
    execute format('create policy %I on public.%I for insert to authenticated with check %s', name || '_insert', name, editable);
  end loop;
  foreach name in array array['event_sponsors', 'event_budget_categories', 'event_designers', 'expenses', 'contracts'] loop
    execute format('create policy %I on public.%I for update to authenticated using %s with check %3$s', name || '_update',
      name, editable);
  end loop;
  foreach name in array array['event_sponsors', 'event_budget_categories', 'event_designers', 'task_dependencies'] loop
    execute format('create policy %I on public.%I for delete to authenticated using %s', name || '_delete', name, editable);
  end loop;
  foreach name in array array['venues', 'designers'] loop
    execute format('create policy %I on public.%I for insert to authenticated '
      'with check (organization_id = (select app.organization_id()))', name || '_insert', name);
  end loop;
  foreach name in array array['venues', 'designers', 'sponsors'] loop
    execute format('create policy %I on public.%I for update to authenticated using (organization_id = '
      '(select app.organization_id())) with check (organization_id = (select app.organization_id()))', name || '_update', name);
  end loop;
end $$;

-- An update that reads nothing is not held by the policy for reading: an assignee must see the event here, too.
create policy event_tasks_update on public.event_tasks for update to authenticated
  using (event_id = any ((select app.my_event_ids('edit'))::uuid[]) or (assignee_id = (select app.uid())
    and (organization_id = (select app.organization_id()) or event_id = any ((select app.my_team_event_ids())::uuid[]))))
  with check (event_id = any ((select app.my_event_ids('edit'))::uuid[]) or (assignee_id = (select app.uid())
    and (organization_id = (select app.organization_id()) or event_id = any ((select app.my_team_event_ids())::uuid[]))));
alter policy event_covers_insert on public.event_covers with check (
  event_id = any ((select app.my_event_ids('admin'))::uuid[])
  and (object_id is null or object_id in (select o.id from public.stored_objects o)));
alter policy event_covers_update on public.event_covers using (event_id = any ((select app.my_event_ids('admin'))::uuid[]));
create policy events_update on public.events for update to authenticated
  using (id = any ((select app.my_event_ids('admin'))::uuid[])) with check (id = any ((select app.my_event_ids('admin'))::uuid[]));
-- The creator makes the team, once: who has left it does not come back that way. From then on leads make leads, and who
-- administers the event everybody else. Anybody may leave.
alter policy team_insert on public.event_team with check (not app.has_team(event_id)
  and event_id in (select e.id from public.events e where e.created_by = (select app.uid())
    and e.organization_id = (select app.organization_id())));
create policy team_insert_others on public.event_team for insert to authenticated
  with check (event_id = any ((select app.my_event_ids('lead'))::uuid[])
    or (role <> 'event_lead' and event_id = any ((select app.my_event_ids('admin'))::uuid[])));
create policy team_update on public.event_team for update to authenticated
  using (event_id = any ((select app.my_event_ids('lead'))::uuid[])
    or (role <> 'event_lead' and event_id = any ((select app.my_event_ids('admin'))::uuid[])))
  with check (event_id = any ((select app.my_event_ids('lead'))::uuid[])
    or (role <> 'event_lead' and event_id = any ((select app.my_event_ids('admin'))::uuid[])));
create policy team_delete on public.event_team for delete to authenticated
  using (user_id = (select app.uid()) or event_id = any ((select app.my_event_ids('lead'))::uuid[])
    or (role <> 'event_lead' and event_id = any ((select app.my_event_ids('admin'))::uuid[])));

-- A directory is the organization's; who works on an event sees those who take part in it.
drop policy sponsors_select on public.sponsors;
create policy sponsors_select on public.sponsors for select to authenticated
  using (organization_id = (select app.organization_id()) or id in (select s.sponsor_id from public.event_sponsors s
    where s.event_id = any ((select app.my_team_event_ids())::uuid[])));
create policy designers_select on public.designers for select to authenticated
  using (organization_id = (select app.organization_id()) or id in (select d.designer_id from public.event_designers d
    where d.event_id = any ((select app.my_team_event_ids())::uuid[])));
create policy venues_select on public.venues for select to authenticated
  using (organization_id = (select app.organization_id()) or id in (select v.id from public.events e
    cross join lateral (values (e.venue_id), (e.backup_venue_id)) v(id)
    where e.id = any ((select app.my_team_event_ids())::uuid[])));

create policy people_select on public.people for select to authenticated
  using (organization_id = (select app.organization_id()) or user_id = (select app.uid())
    or user_id = any ((select app.my_teammates())::uuid[]));
create policy notifications_select on public.notifications for select to authenticated using (user_id = (select app.uid()));
create policy notifications_update on public.notifications for update to authenticated
  using (user_id = (select app.uid())) with check (user_id = (select app.uid()));

-- What the functions above see and do.
create policy people_definer on public.people for all to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy tasks_definer_select on public.event_tasks for select to app_definer using (current_user = 'app_definer');
create policy tasks_definer_update on public.event_tasks for update to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy dependencies_definer on public.task_dependencies for select to app_definer using (current_user = 'app_definer');
create policy feeds_definer on public.event_feeds for all to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy activity_definer on public.activity_logs for insert to app_definer with check (current_user = 'app_definer');
create policy notifications_definer on public.notifications for insert to app_definer with check (current_user = 'app_definer');

grant select, insert, update, delete on public.people to app_definer;
grant update (progress_percentage) on public.events to app_definer;
grant select, update (status, version) on public.event_tasks to app_definer;
grant select on public.task_dependencies to app_definer;
grant select, insert, update on public.event_feeds to app_definer;
grant insert on public.activity_logs, public.notifications to app_definer;

grant select on public.activity_logs, public.notifications to authenticated;
grant update (read_at) on public.notifications to authenticated;
grant select on public.people to authenticated;
grant select, insert on public.venues, public.designers, public.event_designers, public.event_tasks,
  public.task_dependencies, public.expenses, public.contracts to authenticated;
grant delete on public.event_team, public.event_sponsors, public.event_designers, public.event_budget_categories,
  public.task_dependencies to authenticated;
-- Whose a row is, and what the database itself keeps, is not the caller's to change.
grant update (name, description, goals, type, timezone, local_start, local_end, start_date, end_date, venue, venue_id,
  backup_venue_id, status, status_before_archive, ticket_tiers, total_capacity, target_attendees, actual_attendees,
  version) on public.events to authenticated;
grant update (role, permissions, version) on public.event_team to authenticated;
grant update (tier, sponsorship_amount, currency, status, version) on public.event_sponsors to authenticated;
grant update (invitation_status, invited_at, responded_at, number_of_looks, show_order, version)
  on public.event_designers to authenticated;
grant update (budgeted_amount, version) on public.event_budget_categories to authenticated;
grant update (name, description, phase, workflow_category, priority, status, role, assignee_id, deadline, due,
  estimated_hours, actual_hours, completed_at, deleted_at, version) on public.event_tasks to authenticated;
grant update (category, name, amount, currency, vendor_name, invoice_url, paid_status, due_date, deleted_at, version)
  on public.expenses to authenticated;
grant update (contract_type, party_name, sponsor_id, designer_id, venue_id, status, amount, currency, key_terms, file_id,
  signed_date, expiration_date, deleted_at, version) on public.contracts to authenticated;
grant update (company_name, logo_url, industry, website, tier, contact_name, contact_email, contact_phone, notes,
  deleted_at, version) on public.sponsors to authenticated;
grant update (name, location, address, capacity, layout_options, amenities, pricing_tiers, floor_plan_url,
  technical_specs, deleted_at, version) on public.venues to authenticated;
grant update (name, brand_name, bio, style_tags, location, website, instagram, portfolio_url, profile_image_url,
  deleted_at, version) on public.designers to authenticated;

do $$
declare f regprocedure;
begin
  grant create on schema app to app_definer;
  for f in select p.oid from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname in ('my_event_ids',
    'my_teammates', 'append_activity', 'change_of', 'action_of', 'is_settled', 'log_inserted', 'log_updated', 'log_deleted',
    'recount_event', 'settle_tasks', 'tell_team', 'tell_notified', 'keep_a_lead', 'refuse_cycles', 'enter_event',
    'recount_progress', 'has_team', 'introduce') loop
    execute format('revoke execute on function %s from public', f);
    execute format('alter function %s owner to app_definer', f);
  end loop;
  revoke create on schema app from app_definer;
end $$;
revoke execute on function app.take_organization(), app.guard_task() from public;
-- A plan that was made while there were few rows is a bad one later: these are planned for what there is.
alter function app.log_inserted() set plan_cache_mode = force_custom_plan;
alter function app.log_updated() set plan_cache_mode = force_custom_plan;
alter function app.settle_tasks() set plan_cache_mode = force_custom_plan;
alter function app.refuse_cycles() set plan_cache_mode = force_custom_plan;
grant execute on function app.my_event_ids(text), app.my_teammates(), app.has_team(uuid), app.introduce(),
  app.enter_event(uuid) to authenticated;
grant execute on function app.recount_progress(integer) to service_role;

-- All that is held about one person, and its end, as before with the tables above.
create policy team_definer_update on public.event_team for update to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy activity_definer_select on public.activity_logs for select to app_definer using (current_user = 'app_definer');
create policy activity_definer_update on public.activity_logs for update to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy notifications_definer_select on public.notifications for select to app_definer
  using (current_user = 'app_definer');
create policy notifications_definer_delete on public.notifications for delete to app_definer
  using (current_user = 'app_definer');
grant update (user_id) on public.event_team to app_definer;
grant update (assignee_id) on public.event_tasks to app_definer;
grant select, update (user_id, record, old) on public.activity_logs to app_definer;
grant select, delete on public.notifications to app_definer;

create or replace function app.export_person(p_user uuid) returns jsonb language sql stable
security definer set search_path = pg_catalog, pg_temp
as $$
  with own as (select s.* from public.wizard_sessions s where s.user_id = p_user),
  parts (part, at, element) as (
    select 'sessions', o.created_at, to_jsonb(o) from own o
    union all select 'interactions', i.created_at, to_jsonb(i) from public.wizard_interactions i
      where i.wizard_session_id in (select o.id from own o)
        or i.id in (select w.message from app.words_elsewhere(p_user) w)
    union all select 'changes', c.created_at, to_jsonb(c) from public.wizard_changes c
      where c.user_id = p_user or c.wizard_session_id in (select o.id from own o)
    union all select 'runs', r.started_at, to_jsonb(r) from public.runs r
      where r.user_id = p_user or r.wizard_session_id in (select o.id from own o)
    union all select 'actions', a.created_at, to_jsonb(a) from public.wizard_actions a where a.user_id = p_user
    union all select 'events', e.created_at, to_jsonb(e) from public.events e where e.created_by = p_user
    union all select 'teams', t.assigned_at, to_jsonb(t) from public.event_team t where t.user_id = p_user
    union all select 'tasks', t.created_at, to_jsonb(t) from public.event_tasks t where t.assignee_id = p_user
    union all select 'people', p.seen_at, to_jsonb(p) from public.people p where p.user_id = p_user
    union all select 'notifications', n.created_at, to_jsonb(n) from public.notifications n where n.user_id = p_user
    union all select 'activity', l.created_at, to_jsonb(l) from public.activity_logs l where l.user_id = p_user
  ),
  lists as (
    select n.name, coalesce(jsonb_agg(p.element order by p.at) filter (where p.part is not null), '[]') elements
    from unnest(array['sessions', 'interactions', 'changes', 'runs', 'actions', 'events', 'teams', 'tasks', 'people',
      'notifications', 'activity']) n (name)
    left join parts p on p.part = n.name group by n.name
  )
  select jsonb_build_object('profile', jsonb_build_object(
    'user_id', p_user,
    'organizations', (select coalesce(jsonb_agg(distinct o.organization_id), '[]') from own o),
    'organizer', (select coalesce(jsonb_agg(distinct o.organizer_data), '[]') from own o where o.organizer_data <> '{}')
  )) || (select jsonb_object_agg(l.name, l.elements) from lists l)
$$;

-- A row of the log without what it says of somebody: of an event's texts those that hold his name, of any row his id.
create function app.without_name(p jsonb, p_named text, p_text text) returns jsonb language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select p
    || case when p ->> 'organizer_name' ~* p_named then '{"organizer_name": null}'::jsonb else '{}' end
    || case when p ->> 'description' ~* p_named
      then jsonb_build_object('description', regexp_replace(p ->> 'description', p_named, p_text, 'gi')) else '{}' end
$$;

create function app.without_id(p jsonb, p_user uuid) returns jsonb language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when p is not null then p || (
    select coalesce(jsonb_object_agg(k, '00000000-0000-0000-0000-000000000000'), '{}')
    from unnest(array['user_id', 'assignee_id', 'created_by']) k where p ->> k = p_user::text) end
$$;

-- As before, and the log of these events with them; its rows as they are once the events have been changed.
create or replace function app.leave_events(p_user uuid, p_text text) returns table (changed integer, titled integer)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  named text;
  his uuid[];
begin
  select '(?<!\w)(' || string_agg(distinct regexp_replace(w.word, '([^[:alnum:][:space:]])', '\\\1', 'g'), '|') || ')(?!\w)'
  into named from (
    select s.organizer_data ->> k as word from public.wizard_sessions s, unnest(array['name', 'email']) k
      where s.user_id = p_user
    union select c.fields ->> k from public.wizard_changes c join public.wizard_sessions s on s.id = c.wizard_session_id,
      unnest(array['name', 'email']) k where s.user_id = p_user and c.stage = 'organizerSetup'
    union select w from public.people p, unnest(array[p.name, p.email]) w where p.user_id = p_user
  ) w where length(trim(w.word)) > 1;
  named := coalesce(named, '(?!)');
  select array_agg(e.id) into his from (
    select e.id from public.events e where e.created_by = p_user
      or e.wizard_session_id in (select s.id from public.wizard_sessions s where s.user_id = p_user)
    order by e.id for no key update
  ) e;
  select count(*) into titled from public.events e where e.name ~* named and e.id = any (his);
  update public.events e set
    created_by = case when e.created_by = p_user then nobody else e.created_by end,
    organizer_name = case when e.organizer_name ~* named then null else e.organizer_name end,
    description = left(regexp_replace(e.description, named, p_text, 'gi'), 2000)
  where e.id = any (his) and (e.created_by = p_user or e.organizer_name ~* named or e.description ~* named);
  get diagnostics changed = row_count;
  update public.activity_logs l set record = app.without_name(l.record, named, p_text),
    old = app.without_name(l.old, named, p_text)
  where l.table_name = 'events' and l.event_id = any (his)
    and (l.record::text ~* named or l.old::text ~* named);
  return next;
end $$;

-- Last: what is kept, without him. A key that was used stays used; where nobody else leads an event, nobody does: the
-- row stays without him.
drop function app.erase_traces_of(uuid);
create function app.erase_traces_of(p_user uuid) returns table (actions integer, changes integer, teams integer,
  tasks integer, notifications integer, people integer, activity integer) language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  led integer;
begin
  update public.wizard_actions a set wizard_session_id = null, request_hash = '', response_body = ''
    where a.user_id = p_user and (a.wizard_session_id is not null or a.request_hash <> '' or a.response_body <> '');
  get diagnostics actions = row_count;
  -- Answers to others that show him, such as the entry of a member.
  update public.wizard_actions a set wizard_session_id = null, request_hash = '', response_body = ''
    where a.user_id <> p_user and a.response_body like '%' || p_user || '%';
  update public.wizard_changes c set user_id = nobody where c.user_id = p_user;
  get diagnostics changes = row_count;
  -- Events first, as everybody takes them: nobody ends up waiting for each other.
  perform from public.events e where e.id in (
    select t.event_id from public.event_team t where t.user_id = p_user
    union select t.event_id from public.event_tasks t where t.assignee_id = p_user
  ) order by e.id for no key update;
  update public.event_tasks t set assignee_id = null, version = t.version + 1 where t.assignee_id = p_user;
  get diagnostics tasks = row_count;
  update public.event_team t set user_id = nobody where t.user_id = p_user and t.role = 'event_lead' and not exists (
    select from public.event_team o where o.event_id = t.event_id and o.role = 'event_lead' and o.id <> t.id);
  get diagnostics led = row_count;
  delete from public.event_team t where t.user_id = p_user;
  get diagnostics teams = row_count;
  teams := teams + led;
  delete from public.notifications n where n.user_id = p_user;
  get diagnostics notifications = row_count;
  delete from public.people p where p.user_id = p_user;
  get diagnostics people = row_count;
  update public.activity_logs l set user_id = case when l.user_id = p_user then nobody else l.user_id end,
    record = app.without_id(l.record, p_user), old = app.without_id(l.old, p_user)
  where l.user_id = p_user or app.without_id(l.record, p_user) is distinct from l.record
    or app.without_id(l.old, p_user) is distinct from l.old;
  get diagnostics activity = row_count;
  update public.runs r set user_id = nobody where r.user_id = p_user;
  return next;
end $$;

grant create on schema app to app_definer;
alter function app.erase_traces_of(uuid) owner to app_definer;
alter function app.without_name(jsonb, text, text) owner to app_definer;
alter function app.without_id(jsonb, uuid) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.erase_traces_of(uuid), app.without_name(jsonb, text, text), app.without_id(jsonb, uuid)
  from public;
grant execute on function app.erase_traces_of(uuid) to service_role;

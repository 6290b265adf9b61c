-- Any POST may be made once: its answer is kept with the headers that belong to it, and goes with the setup it shows.
alter table public.wizard_actions add column response_headers jsonb not null default '{}';

create function app.empty_headers() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $$ begin new.response_headers := '{}'; return new; end $$;
create trigger empty_headers before update on public.wizard_actions
  for each row when (new.request_hash = '') execute function app.empty_headers();

-- What publishing answered names the event, which stays; every other answer may hold what the setup held.
create function app.forget_answers() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.wizard_actions a set request_hash = '', response_body = ''
  where a.wizard_session_id = old.id and a.action_name <> '/events/publish' and a.request_hash <> '';
  return old;
end $$;
create trigger forget_answers before delete on public.wizard_sessions
  for each row execute function app.forget_answers();

-- Whether an organization may publish, where somebody has said so. The nil organization stands for all others.
create table public.organization_settings (
  organization_id uuid primary key,
  publishing boolean not null,
  changed_at timestamptz not null default now()
);

-- What happened, counted in the transaction in which it happened: a log that is lost loses no count. Append-only.
create table public.analytics_entries (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  name text not null,
  event_id uuid,
  properties jsonb not null default '{}',
  created_at timestamptz not null default now(),
  constraint analytics_entries_event_fkey foreign key (event_id, organization_id)
    references public.events (id, organization_id) on delete set null (event_id)
);
create index analytics_entries_by_organization on public.analytics_entries (organization_id, created_at);
create index analytics_entries_by_event on public.analytics_entries (event_id);

alter table public.organization_settings enable row level security, force row level security;
alter table public.analytics_entries enable row level security, force row level security;

create policy organization_settings_select on public.organization_settings for select to authenticated
  using (organization_id in ((select app.organization_id()), '00000000-0000-0000-0000-000000000000'));
create policy organization_settings_definer on public.organization_settings for all to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy analytics_select on public.analytics_entries for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy analytics_definer_insert on public.analytics_entries for insert to app_definer
  with check (current_user = 'app_definer');

grant select on public.organization_settings, public.analytics_entries to authenticated;
grant select, insert, update, delete on public.organization_settings to app_definer;
grant insert on public.analytics_entries to app_definer;
grant update (published_at, status, version) on public.events to app_definer;

-- Of the caller's own organization and its own event, whatever he passes: the foreign key sees to it.
create function app.record_analytics(p_name text, p_event uuid, p_properties jsonb) returns void language sql
security definer set search_path = pg_catalog, pg_temp
as $$
  insert into public.analytics_entries (organization_id, name, event_id, properties)
  values (app.organization_id(), p_name, p_event, p_properties)
$$;

-- An event from a session, with its entry, in one statement and so in one way to the database and back. A short slug is
-- readable; should somebody have it, `p_else` cannot be taken. Which it became is the answer. With the caller's rights.
create function app.publish_event(p jsonb, p_else text, p_facts jsonb) returns text language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  e uuid;
  slug text := p #>> '{event,slug}';
  broken text;
begin
  begin
    e := app.create_event(p);
  exception when unique_violation then
    get stacked diagnostics broken = constraint_name;
    if broken <> 'events_slug_key' then
      raise;
    end if;
    slug := p_else;
    e := app.create_event(jsonb_set(p, '{event,slug}', to_jsonb(slug)));
  end;
  perform app.record_analytics('event_published', e, p_facts);
  return slug;
end $$;

-- Whether this transaction alone may answer to the key, until it ends; and what was answered before, looked for once the
-- lock is had: what another transaction has stored meanwhile is seen.
create function app.claim_answer(p_scope text, p_key text)
returns table (taken boolean, request_hash text, response_status integer, response_body text, response_headers jsonb,
  wizard_session_id uuid) language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if not pg_try_advisory_xact_lock(hashtextextended(concat_ws(':', app.organization_id(), app.uid(), p_scope, p_key), 0)) then
    return query select false, null::text, null::integer, null::text, null::jsonb, null::uuid;
  else
    return query select true, a.request_hash, a.response_status, a.response_body, a.response_headers, a.wizard_session_id
      from (values (1)) one left join public.wizard_actions a on a.organization_id = app.organization_id()
        and a.user_id = app.uid() and a.action_name = p_scope and a.idempotency_key = p_key;
  end if;
end $$;

-- On or off for one organization, or, without one, for all: what was said of single ones is forgotten then.
create function app.switch_publishing(p_organization uuid, p_on boolean) returns void language plpgsql
security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if p_organization is null then
    delete from public.organization_settings;
  end if;
  insert into public.organization_settings (organization_id, publishing)
    values (coalesce(p_organization, '00000000-0000-0000-0000-000000000000'), p_on)
    on conflict (organization_id) do update set publishing = excluded.publishing, changed_at = now();
end $$;

create function app.publishing_switches() returns setof public.organization_settings language sql stable
security definer set search_path = pg_catalog, pg_temp
as $$ select s.* from public.organization_settings s order by s.organization_id $$;

-- Put the page up or take it down; the event and all that belongs to it stay. Events have no policy for updates: this
-- is the one narrow way, for who leads or administers the event. No row: not his to see.
create function app.set_published(p_event uuid, p_on boolean)
returns table (verdict text, slug text, status text, published_at timestamptz) language plpgsql
security definer set search_path = pg_catalog, pg_temp
as $$
declare
  e public.events;
  may boolean;
begin
  select v.* into e from public.events v where v.id = p_event
    and (v.organization_id = app.organization_id() or v.id = any (app.my_team_event_ids())) for update;
  if not found then
    return;
  end if;
  may := exists (select from public.event_team t where t.event_id = e.id and t.user_id = app.uid()
      and (t.role = 'event_lead' or t.permissions = 'admin'));
  verdict := case when not may then 'forbidden'
    when p_on and e.status in ('archived', 'cancelled') then 'closed'
    when (e.published_at is not null) = p_on then 'unchanged' else 'changed' end;
  if verdict = 'changed' then
    update public.events v set published_at = case when p_on then now() end, version = v.version + 1,
      status = case when p_on and v.status = 'draft' then 'planning' else v.status end
    where v.id = e.id returning v.* into e;
    insert into public.analytics_entries (organization_id, name, event_id, properties)
    values (e.organization_id, case when p_on then 'event_published' else 'event_unpublished' end, e.id,
      '{"by": "person"}');
  end if;
  return query select verdict, e.slug::text, e.status, e.published_at;
end $$;

-- The way back after a roll-out: takes down what is up and meets all that is given; a rehearsal changes nothing.
create function app.unpublish_events(p_event uuid, p_slug text, p_organization uuid, p_since timestamptz, p_rehearse boolean)
returns table (event_id uuid, organization_id uuid, slug text, published_at timestamptz) language plpgsql
security definer set search_path = pg_catalog, pg_temp
as $$
declare e public.events;
begin
  if num_nonnulls(p_event, p_slug, p_organization, p_since) = 0 then
    raise exception 'say which events' using errcode = 'invalid_parameter_value';
  end if;
  for e in select v.* from public.events v where v.published_at is not null
    and (p_event is null or v.id = p_event) and (p_slug is null or v.slug = p_slug)
    and (p_organization is null or v.organization_id = p_organization)
    and (p_since is null or v.published_at >= p_since) order by v.published_at, v.id for update
  loop
    if not p_rehearse then
      update public.events v set published_at = null, version = v.version + 1 where v.id = e.id;
      insert into public.analytics_entries (organization_id, name, event_id, properties)
      values (e.organization_id, 'event_unpublished', e.id, '{"by": "operator"}');
    end if;
    return query select e.id, e.organization_id, e.slug::text, e.published_at;
  end loop;
end $$;

grant create on schema app to app_definer;
alter function app.record_analytics(text, uuid, jsonb) owner to app_definer;
alter function app.switch_publishing(uuid, boolean) owner to app_definer;
alter function app.publishing_switches() owner to app_definer;
alter function app.set_published(uuid, boolean) owner to app_definer;
alter function app.unpublish_events(uuid, text, uuid, timestamptz, boolean) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.empty_headers(), app.forget_answers(), app.record_analytics(text, uuid, jsonb),
  app.publish_event(jsonb, text, jsonb), app.claim_answer(text, text),
  app.switch_publishing(uuid, boolean), app.publishing_switches(), app.set_published(uuid, boolean),
  app.unpublish_events(uuid, text, uuid, timestamptz, boolean) from public;
grant execute on function app.record_analytics(text, uuid, jsonb), app.publish_event(jsonb, text, jsonb),
  app.claim_answer(text, text), app.set_published(uuid, boolean) to authenticated;
grant execute on function app.switch_publishing(uuid, boolean), app.publishing_switches(),
  app.unpublish_events(uuid, text, uuid, timestamptz, boolean) to service_role;

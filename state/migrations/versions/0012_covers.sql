-- What lies in the file storage. A row is there before its bytes and goes after them, so that no bytes are ever unknown.
-- Nobody changes an object: another picture is another object. `delete_after` is null while something refers to it.
create table public.stored_objects (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  created_at timestamptz not null default now(),
  delete_after timestamptz default now() + interval '1 hour'
);
create index stored_objects_due on public.stored_objects (delete_after) where delete_after is not null;

-- A picture uploaded while the event is being set up; publishing moves it to the event.
create table public.session_covers (
  wizard_session_id uuid primary key,
  organization_id uuid not null,
  object_id uuid not null constraint session_covers_object_key unique references public.stored_objects (id),
  updated_at timestamptz not null default now(),
  constraint session_covers_session_fkey foreign key (wizard_session_id, organization_id)
    references public.wizard_sessions (id, organization_id) on delete cascade
);

-- The cover of an event; without a row, or with source 'drawn', it is drawn from the event whenever it is asked for.
-- `model_asked` is set before an image model is called: it is paid once.
create table public.event_covers (
  event_id uuid primary key references public.events (id) on delete cascade,
  source text not null default 'drawn' check (source in ('upload', 'model', 'drawn')),
  object_id uuid constraint event_covers_object_key unique references public.stored_objects (id),
  model_asked boolean not null default false,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  constraint event_covers_object_check check ((source = 'drawn') = (object_id is null))
);

-- What nothing refers to any more may go at once, however its reference went: replaced, removed, or with its session.
create function app.release_object() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.stored_objects o set delete_after = now() where o.id = old.object_id;
  return null;
end $$;
create trigger release_object after delete on public.session_covers
  for each row execute function app.release_object();
create trigger release_replaced_object after update of object_id on public.session_covers
  for each row when (old.object_id <> new.object_id) execute function app.release_object();
create trigger release_object after delete on public.event_covers
  for each row when (old.object_id is not null) execute function app.release_object();
create trigger release_replaced_object after update of object_id on public.event_covers
  for each row when (old.object_id is distinct from new.object_id) execute function app.release_object();

alter table public.stored_objects enable row level security, force row level security;
alter table public.session_covers enable row level security, force row level security;
alter table public.event_covers enable row level security, force row level security;

create policy objects_select on public.stored_objects for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy objects_insert on public.stored_objects for insert to authenticated
  with check (organization_id = (select app.organization_id()));
create policy objects_update on public.stored_objects for update to authenticated
  using (organization_id = (select app.organization_id()));

create policy session_covers_select on public.session_covers for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy session_covers_insert on public.session_covers for insert to authenticated
  with check (organization_id = (select app.organization_id())
    and object_id in (select o.id from public.stored_objects o));
create policy session_covers_update on public.session_covers for update to authenticated
  using (organization_id = (select app.organization_id()))
  with check (object_id in (select o.id from public.stored_objects o));
create policy session_covers_delete on public.session_covers for delete to authenticated
  using (organization_id = (select app.organization_id()));

-- Seen with the event; changed by those of its team who may change it.
create policy event_covers_select on public.event_covers for select to authenticated
  using (event_id in (select e.id from public.events e));
create policy event_covers_insert on public.event_covers for insert to authenticated
  with check (event_id in (select t.event_id from public.event_team t
      where t.user_id = (select app.uid()) and t.permissions in ('admin', 'edit'))
    and (object_id is null or object_id in (select o.id from public.stored_objects o)));
create policy event_covers_update on public.event_covers for update to authenticated
  using (event_id in (select t.event_id from public.event_team t
    where t.user_id = (select app.uid()) and t.permissions in ('admin', 'edit')))
  with check (object_id is null or object_id in (select o.id from public.stored_objects o));
create policy event_covers_published on public.event_covers for select to anon
  using (event_id in (select e.id from public.events e));

create policy objects_definer_select on public.stored_objects for select to app_definer
  using (current_user = 'app_definer');
create policy objects_definer_update on public.stored_objects for update to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy objects_definer_delete on public.stored_objects for delete to app_definer
  using (current_user = 'app_definer');
create policy session_covers_definer on public.session_covers for select to app_definer
  using (current_user = 'app_definer');
create policy event_covers_definer on public.event_covers for select to app_definer
  using (current_user = 'app_definer');

grant select, insert on public.stored_objects, public.event_covers to authenticated;
grant select, insert, delete on public.session_covers to authenticated;
grant update (delete_after) on public.stored_objects to authenticated;
grant update (object_id, updated_at) on public.session_covers to authenticated;
grant update (source, object_id, model_asked, version, updated_at) on public.event_covers to authenticated;
grant select (event_id, object_id) on public.event_covers to anon;
grant select, update (delete_after), delete on public.stored_objects to app_definer;
grant select on public.session_covers, public.event_covers to app_definer;

-- Objects whose time has come; their bytes are deleted first, then the rows.
create function app.unused_objects(p_most integer) returns setof uuid language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$ select o.id from public.stored_objects o where o.delete_after <= now() order by o.delete_after limit p_most $$;

create function app.forget_objects(p_objects uuid[]) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare gone integer;
begin
  delete from public.stored_objects o where o.id = any (p_objects) and o.delete_after <= now();
  get diagnostics gone = row_count;
  return gone;
end $$;

-- Covers of a person's setups and events.
create function app.export_covers(p_user uuid) returns jsonb language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_agg(c.element order by c.at), '[]') from (
    select s.updated_at at, to_jsonb(s) element from public.session_covers s
      where s.wizard_session_id in (select w.id from public.wizard_sessions w where w.user_id = p_user)
    union all
    select e.updated_at, to_jsonb(e) from public.event_covers e
      where e.event_id in (select v.id from public.events v where v.created_by = p_user)
  ) c
$$;

grant create on schema app to app_definer;
alter function app.release_object() owner to app_definer;
alter function app.unused_objects(integer) owner to app_definer;
alter function app.forget_objects(uuid[]) owner to app_definer;
alter function app.export_covers(uuid) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.release_object(), app.unused_objects(integer), app.forget_objects(uuid[]),
  app.export_covers(uuid) from public;
grant execute on function app.unused_objects(integer), app.forget_objects(uuid[]), app.export_covers(uuid)
  to service_role;

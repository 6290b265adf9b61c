-- Roles are shared by all databases of a server, so each is made only if it is not there yet.
-- authenticated, anon and service_role are PostgREST's and Supabase's names: the same schema runs there.
do $$
declare name text;
begin
  foreach name in array array['authenticated', 'anon', 'service_role', 'app_definer', 'checkpointer'] loop
    if not exists (select from pg_roles where rolname = name) then
      begin
        execute format('create role %I nologin noinherit', name);
      exception when duplicate_object or unique_violation then null;  -- another database of this server was faster
      end;
    end if;
  end loop;
end $$;

grant usage on schema app to authenticated, anon, service_role, app_definer;
grant usage on schema public to authenticated, anon, service_role, app_definer;
revoke create on schema public from public;

-- An unset setting reads NULL on a fresh connection and '' on a reused one.
create function app.claims() returns jsonb language sql stable
set search_path = pg_catalog, pg_temp
as $$ select coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb, '{}') $$;

create function app.uid() returns uuid language sql stable
set search_path = pg_catalog, pg_temp
as $$ select nullif(app.claims() ->> 'sub', '')::uuid $$;

-- A user without an organization is his own.
create function app.organization_id() returns uuid language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    nullif(app.claims() #>> '{app_metadata,organization_id}', ''),
    nullif(app.claims() ->> 'organization_id', ''),
    nullif(app.claims() ->> 'sub', '')
  )::uuid
$$;

create function app.touch_updated_at() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $$ begin new.updated_at := now(); return new; end $$;

revoke execute on all functions in schema app from public;
grant execute on function app.claims(), app.uid(), app.organization_id() to authenticated, anon, service_role, app_definer;

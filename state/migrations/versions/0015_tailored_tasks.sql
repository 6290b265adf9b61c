-- A model is asked once in the life of an event what its plan lacks: it costs money.

alter table public.event_feeds add column tailoring_asked boolean not null default false;

-- True for the one caller who is to ask; he must be allowed to edit the event.
create function app.ask_for_tasks(p_event uuid) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.event_feeds f set tailoring_asked = true
    where f.event_id = p_event and not f.tailoring_asked and p_event = any (app.my_event_ids('edit'));
  return found;
end $$;

grant create on schema app to app_definer;
alter function app.ask_for_tasks(uuid) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.ask_for_tasks(uuid) from public;
grant execute on function app.ask_for_tasks(uuid) to authenticated;

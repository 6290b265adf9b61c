-- What is kept no longer. The service role may call these functions and sees no row; they run as app_definer. Each does
-- one batch, so that no table is locked for long, and passes over what somebody is at: it is found again later.
create index wizard_sessions_deletable on public.wizard_sessions (expires_at) where status = 'expired';

-- Marking a session as expired is nobody's work on it: it must not climb to the top of its owner's list.
drop trigger touch_updated_at on public.wizard_sessions;
create trigger touch_updated_at before update on public.wizard_sessions
  for each row when (not (old.status = 'in_progress' and new.status = 'expired'))
  execute function app.touch_updated_at();

-- Until now the service role redacted by itself; a function is narrower.
drop policy interactions_expired_select on public.wizard_interactions;
drop policy interactions_expired_update on public.wizard_interactions;
revoke all on public.wizard_interactions from service_role;

-- Who migrates may be a member of app_definer, and would see through its policies: they count for its functions alone.
create policy sessions_definer_select on public.wizard_sessions for select to app_definer using (current_user = 'app_definer');
create policy sessions_definer_update on public.wizard_sessions for update to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy sessions_definer_delete on public.wizard_sessions for delete to app_definer
  using (current_user = 'app_definer');
create policy interactions_definer_select on public.wizard_interactions for select to app_definer
  using (current_user = 'app_definer');
create policy interactions_definer_update on public.wizard_interactions for update to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
alter policy team_definer on public.event_team using (current_user = 'app_definer');
alter policy runs_definer_select on public.runs using (current_user = 'app_definer');
alter policy runs_definer_update on public.runs using (current_user = 'app_definer') with check (current_user = 'app_definer');
alter policy run_events_definer on public.run_events using (current_user = 'app_definer') with check (current_user = 'app_definer');
grant select, update (status), delete on public.wizard_sessions to app_definer;
grant select, update (text, tool_calls, redacted_at) on public.wizard_interactions to app_definer;
grant update (interrupts, open_calls) on public.runs to app_definer;

create function app.expire_sessions(p_most integer) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare marked integer;
begin
  update public.wizard_sessions s set status = 'expired'
  where s.id = any (array(  -- as an array it is looked for once; joined, a plan may look, and lock, again and again
    select d.id from public.wizard_sessions d where d.status = 'in_progress' and d.expires_at <= now()
    order by d.expires_at limit p_most for update skip locked
  ));
  get diagnostics marked = row_count;
  return marked;
end $$;

-- Of sessions that the caller has locked, those without a run. A second statement, and so a second look: what began
-- while the locks were being taken is seen.
create function app.without_run(p_sessions uuid[]) returns setof uuid language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query select s from unnest(p_sessions) s
    where not exists (select from public.runs r where r.wizard_session_id = s and r.status = 'running');
end $$;

-- Sessions of the messages that have been kept longest over their time, locked until the transaction ends: no run can
-- begin before the checkpoint and the words in it are gone, too.
create function app.lock_redactable(p_messages integer) returns setof uuid language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare locked uuid[];
begin
  select array_agg(l.id) into locked from (
    select s.id from public.wizard_sessions s where s.id in (
      select i.wizard_session_id from public.wizard_interactions i
      where i.redacted_at is null and i.expires_at <= now() and not exists (
        select from public.runs r where r.wizard_session_id = i.wizard_session_id and r.status = 'running')
      order by i.expires_at limit p_messages
    ) for update skip locked
  ) l;
  return query select app.without_run(locked);
end $$;

-- Blanks what is due in these sessions, and what their runs say of it: their events, and what they left open, which
-- nobody can answer once the checkpoint is gone.
create function app.redact_sessions(p_sessions uuid[], p_text text) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare blanked integer;
begin
  update public.wizard_interactions i set text = p_text, tool_calls = null, redacted_at = now()
  where i.wizard_session_id = any (p_sessions) and i.redacted_at is null and i.expires_at <= now();
  get diagnostics blanked = row_count;
  delete from public.run_events e using public.runs r
    where r.id = e.run_id and r.wizard_session_id = any (p_sessions) and r.status <> 'running';
  update public.runs r set interrupts = '[]', open_calls = '[]'
    where r.wizard_session_id = any (p_sessions) and r.status <> 'running'
      and (r.interrupts <> '[]' or r.open_calls <> '[]');
  return blanked;
end $$;

create function app.lock_deletable(p_most integer) returns setof uuid language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare locked uuid[];
begin
  select array_agg(l.id) into locked from (
    select s.id from public.wizard_sessions s
    where s.status = 'expired' and s.expires_at <= now() - interval '90 days' and not exists (
      select from public.runs r where r.wizard_session_id = s.id and r.status = 'running')
    order by s.expires_at limit p_most for update skip locked
  ) l;
  return query select app.without_run(locked);
end $$;

-- With its changes, transcript, runs and their events. Stored answers stay: their reference is set null.
create function app.delete_sessions(p_sessions uuid[]) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare gone integer;
begin
  delete from public.wizard_sessions s
  where s.id = any (p_sessions) and s.status = 'expired' and s.expires_at <= now() - interval '90 days';
  get diagnostics gone = row_count;
  return gone;
end $$;

grant create on schema app to app_definer;
alter function app.expire_sessions(integer) owner to app_definer;
alter function app.without_run(uuid[]) owner to app_definer;
alter function app.lock_redactable(integer) owner to app_definer;
alter function app.redact_sessions(uuid[], text) owner to app_definer;
alter function app.lock_deletable(integer) owner to app_definer;
alter function app.delete_sessions(uuid[]) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.expire_sessions(integer), app.without_run(uuid[]), app.lock_redactable(integer),
  app.redact_sessions(uuid[], text), app.lock_deletable(integer), app.delete_sessions(uuid[]) from public;
grant execute on function app.expire_sessions(integer), app.lock_redactable(integer),
  app.redact_sessions(uuid[], text), app.lock_deletable(integer), app.delete_sessions(uuid[]) to service_role;

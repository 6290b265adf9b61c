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

-- All that is held about one person, and its end. Whose rows go, stands in a policy of app_definer and in these
-- functions; the service role calls them by a person's id and sees no row otherwise.
create policy changes_definer_select on public.wizard_changes for select to app_definer
  using (current_user = 'app_definer');
create policy changes_definer_update on public.wizard_changes for update to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy actions_definer_select on public.wizard_actions for select to app_definer
  using (current_user = 'app_definer');
create policy actions_definer_update on public.wizard_actions for update to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy events_definer_select on public.events for select to app_definer
  using (current_user = 'app_definer');
create policy events_definer_update on public.events for update to app_definer
  using (current_user = 'app_definer') with check (current_user = 'app_definer');
create policy team_definer_delete on public.event_team for delete to app_definer
  using (current_user = 'app_definer');
grant select, update (user_id) on public.wizard_changes to app_definer;
grant select, update (wizard_session_id, request_hash, response_body) on public.wizard_actions to app_definer;
grant select, update (created_by, organizer_name, description) on public.events to app_definer;
grant delete on public.event_team to app_definer;
grant update (user_id) on public.runs to app_definer;

-- What a person has said in sessions of others. A message does not say whose it is, but it was stored when a run began,
-- and that run does.
create function app.words_elsewhere(p_user uuid) returns table (message bigint, session uuid) language sql stable
security definer set search_path = pg_catalog, pg_temp
as $$
  select i.id, i.wizard_session_id from public.wizard_interactions i
  where i.role = 'user' and i.wizard_session_id in (
    select r.wizard_session_id from public.runs r join public.wizard_sessions s on s.id = r.wizard_session_id
    where r.user_id = p_user and s.user_id <> p_user
  ) and p_user = (
    select r.user_id from public.runs r where r.wizard_session_id = i.wizard_session_id and r.after_interaction >= i.id
    order by r.after_interaction, r.started_at limit 1)
$$;

create function app.export_person(p_user uuid) returns jsonb language sql stable
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
  ),
  lists as (
    select n.name, coalesce(jsonb_agg(p.element order by p.at) filter (where p.part is not null), '[]') elements
    from unnest(array['sessions', 'interactions', 'changes', 'runs', 'actions', 'events', 'teams']) n (name)
    left join parts p on p.part = n.name group by n.name
  )
  select jsonb_build_object('profile', jsonb_build_object(
    'user_id', p_user,
    'organizations', (select coalesce(jsonb_agg(distinct o.organization_id), '[]') from own o),
    'organizer', (select coalesce(jsonb_agg(distinct o.organizer_data), '[]') from own o where o.organizer_data <> '{}')
  )) || (select jsonb_object_agg(l.name, l.elements) from lists l)
$$;

-- In a transaction of its own, before the sessions are locked: who writes in a run's name holds the run first.
create function app.end_runs_of(p_user uuid) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare ended integer;
begin
  update public.runs r set status = 'failed', ended_at = now()
  where r.status = 'running' and (r.user_id = p_user or r.wizard_session_id in (
    select s.id from public.wizard_sessions s where s.user_id = p_user
    union select w.session from app.words_elsewhere(p_user) w));
  get diagnostics ended = row_count;
  return ended;
end $$;

-- Before the sessions go, which tell the person's name and e-mail, as they are and as they were. How many events were
-- changed, and how many still name him in their title, which is the event's own.
create function app.leave_events(p_user uuid, p_text text) returns table (changed integer, titled integer)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  named text;
begin
  select '(?<!\w)(' || string_agg(distinct regexp_replace(w.word, '([^[:alnum:][:space:]])', '\\\1', 'g'), '|') || ')(?!\w)'
  into named from (
    select s.organizer_data ->> k as word from public.wizard_sessions s, unnest(array['name', 'email']) k
      where s.user_id = p_user
    union select c.fields ->> k from public.wizard_changes c join public.wizard_sessions s on s.id = c.wizard_session_id,
      unnest(array['name', 'email']) k where s.user_id = p_user and c.stage = 'organizerSetup'
  ) w where length(trim(w.word)) > 1;
  named := coalesce(named, '(?!)');
  select count(*) into titled from public.events e where e.name ~* named and (e.created_by = p_user
    or e.wizard_session_id in (select s.id from public.wizard_sessions s where s.user_id = p_user));
  update public.events e set
    created_by = case when e.created_by = p_user then nobody else e.created_by end,
    organizer_name = case when e.organizer_name ~* named then null else e.organizer_name end,
    description = left(regexp_replace(e.description, named, p_text, 'gi'), 2000)
  where e.created_by = p_user or ((e.organizer_name ~* named or e.description ~* named)
    and e.wizard_session_id in (select s.id from public.wizard_sessions s where s.user_id = p_user));
  get diagnostics changed = row_count;
  return next;
end $$;

-- His own sessions and those of others with words of his, locked until the transaction ends.
create function app.lock_sessions_of(p_user uuid, p_most integer) returns setof uuid language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query select s.id from public.wizard_sessions s where s.user_id = p_user or s.id in (
      select w.session from app.words_elsewhere(p_user) w join public.wizard_interactions i on i.id = w.message
      where i.redacted_at is null)
    order by s.id limit p_most for update;
end $$;

create function app.erase_sessions_of(p_user uuid, p_sessions uuid[], p_text text)
returns table (deleted integer, redacted integer) language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.wizard_interactions i set text = p_text, tool_calls = null, redacted_at = now()
  where i.redacted_at is null and i.id in (
    select w.message from app.words_elsewhere(p_user) w where w.session = any (p_sessions));
  get diagnostics redacted = row_count;
  delete from public.run_events e using public.runs r
    where r.id = e.run_id and r.wizard_session_id = any (p_sessions);
  update public.runs r set interrupts = '[]', open_calls = '[]' where r.wizard_session_id = any (p_sessions);
  delete from public.wizard_sessions s where s.id = any (p_sessions) and s.user_id = p_user;
  get diagnostics deleted = row_count;
  return next;
end $$;

-- Last: what is kept, without him. A key that was used stays used.
create function app.erase_traces_of(p_user uuid) returns table (actions integer, changes integer, teams integer)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  update public.wizard_actions a set wizard_session_id = null, request_hash = '', response_body = ''
    where a.user_id = p_user and (a.wizard_session_id is not null or a.request_hash <> '' or a.response_body <> '');
  get diagnostics actions = row_count;
  update public.wizard_changes c set user_id = nobody where c.user_id = p_user;
  get diagnostics changes = row_count;
  delete from public.event_team t where t.user_id = p_user;
  get diagnostics teams = row_count;
  update public.runs r set user_id = nobody where r.user_id = p_user;
  return next;
end $$;

grant create on schema app to app_definer;
alter function app.words_elsewhere(uuid) owner to app_definer;
alter function app.export_person(uuid) owner to app_definer;
alter function app.end_runs_of(uuid) owner to app_definer;
alter function app.leave_events(uuid, text) owner to app_definer;
alter function app.lock_sessions_of(uuid, integer) owner to app_definer;
alter function app.erase_sessions_of(uuid, uuid[], text) owner to app_definer;
alter function app.erase_traces_of(uuid) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.words_elsewhere(uuid), app.export_person(uuid), app.end_runs_of(uuid),
  app.leave_events(uuid, text), app.lock_sessions_of(uuid, integer), app.erase_sessions_of(uuid, uuid[], text),
  app.erase_traces_of(uuid) from public;
grant execute on function app.export_person(uuid), app.end_runs_of(uuid), app.leave_events(uuid, text),
  app.lock_sessions_of(uuid, integer), app.erase_sessions_of(uuid, uuid[], text), app.erase_traces_of(uuid)
  to service_role;

-- Who knows whom: an organization its own people, and who is taken onto the team of an event those of its organization
-- who are on it, too. To know the id of a stranger, and to put it on a team, tells nothing of him.
alter policy people_select on public.people
  using (organization_id = (select app.organization_id()) or user_id = (select app.uid())
    or (user_id, organization_id) in (select t.user_id, t.organization_id from public.event_team t
      where t.event_id = any ((select app.my_team_event_ids())::uuid[])));
drop function app.my_teammates();

-- A sponsor's contact and the notes on him are for his organization, and for who edits an event that names him.
alter policy sponsors_select on public.sponsors
  using (organization_id = (select app.organization_id()) or id in (select s.sponsor_id from public.event_sponsors s
    where s.event_id = any ((select app.my_event_ids('edit'))::uuid[])));

-- What everybody on a team sees of these sponsors.
create function app.sponsors_named(p_ids uuid[]) returns table (id uuid, company_name varchar, industry varchar,
  logo_url text, website text, tier text, deleted_at timestamptz, version integer, created_at timestamptz,
  updated_at timestamptz) language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select s.id, s.company_name, s.industry, s.logo_url, s.website, s.tier, s.deleted_at, s.version, s.created_at, s.updated_at
  from public.sponsors s
  where s.id = any (p_ids) and (s.organization_id = (select app.organization_id()) or s.id in (
    select e.sponsor_id from public.event_sponsors e where e.event_id = any ((select app.my_team_event_ids())::uuid[])))
$$;
create policy sponsors_definer on public.sponsors for select to app_definer using (current_user = 'app_definer');
create policy event_sponsors_definer on public.event_sponsors for select to app_definer using (current_user = 'app_definer');
grant select on public.sponsors, public.event_sponsors to app_definer;

-- What the caller had to be allowed at an event for what a stored answer tells: he must be allowed it still when he is
-- given it again. None: of what is no event's own, or has only to be seen.
alter table public.wizard_actions add column event_level text;
drop function app.claim_answer(text, text);
create function app.claim_answer(p_scope text, p_key text)
returns table (taken boolean, request_hash text, response_status integer, response_body text, response_headers jsonb,
  wizard_session_id uuid, event_level text) language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if not pg_try_advisory_xact_lock(hashtextextended(concat_ws(':', app.organization_id(), app.uid(), p_scope, p_key), 0)) then
    return query select false, null::text, null::integer, null::text, null::jsonb, null::uuid, null::text;
  else
    return query select true, a.request_hash, a.response_status, a.response_body, a.response_headers, a.wizard_session_id,
        a.event_level
      from (values (1)) one left join public.wizard_actions a on a.organization_id = app.organization_id()
        and a.user_id = app.uid() and a.action_name = p_scope and a.idempotency_key = p_key;
  end if;
end $$;
revoke execute on function app.claim_answer(text, text) from public;
grant execute on function app.claim_answer(text, text) to authenticated;

-- What a category has cost so far. Every expense counts.
create function app.actual_of(p_event uuid, p_category text) returns bigint language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(x.amount), 0)::bigint from public.expenses x
  where x.event_id = p_event and x.category = p_category and x.deleted_at is null
$$;

-- As before; a category is logged with what it has cost at that moment, as a task with what it waits for.
create or replace function app.change_of(p_table text, p_old jsonb, p_new jsonb) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'event_id', coalesce(r.whole ->> 'event_id', r.whole ->> 'id'),
    'id', r.whole ->> 'id',
    'change', r.change,
    'action', app.action_of(p_table, r.change, p_old, p_new),
    'record', case when r.change <> 'DELETE' then case p_table
      when 'event_tasks' then p_new || jsonb_build_object(
        'dependencies', (select coalesce(jsonb_agg(d.depends_on order by d.depends_on), '[]')
          from public.task_dependencies d join public.event_tasks b on b.id = d.depends_on and b.deleted_at is null
          where d.task_id = (p_new ->> 'id')::uuid))
      when 'event_budget_categories' then p_new || jsonb_build_object(
        'actual_amount', app.actual_of((p_new ->> 'event_id')::uuid, p_new ->> 'category'))
      else p_new end end,
    'old', case when r.change = 'DELETE' then p_old
      else (select jsonb_object_agg(o.key, o.value) from jsonb_each(p_old) o
        where p_new -> o.key is distinct from o.value and o.key not in ('updated_at', 'version')) end
  )
  from (select coalesce(p_new, p_old) as whole, case when p_old is null then 'INSERT'
    when p_new is null or (p_old ->> 'deleted_at' is null and p_new ->> 'deleted_at' is not null) then 'DELETE'
    else 'UPDATE' end as change) r
$$;

-- What an expense changes of its category. After the log's trigger, which holds the event's row: of two people who spend
-- at once, the second counts what the first has spent.
create function app.tell_actual() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare moved jsonb := '[]';
begin
  if tg_op <> 'DELETE' then
    moved := moved || (select coalesce(jsonb_agg(to_jsonb(n)), '[]') from new_rows n where n.deleted_at is null);
  end if;
  if tg_op <> 'INSERT' then
    moved := moved || (select coalesce(jsonb_agg(to_jsonb(o) || jsonb_build_object('amount', -o.amount)), '[]')
      from old_rows o where o.deleted_at is null);
  end if;
  perform app.append_activity('event_budget_categories', (
    select jsonb_agg(app.change_of('event_budget_categories', to_jsonb(c), to_jsonb(c)) || jsonb_build_object(
      'old', jsonb_build_object('actual_amount', app.actual_of(c.event_id, c.category) - m.more)) order by c.category)
    from (
      select x.event_id, x.category, sum(x.amount)::bigint as more
      from jsonb_to_recordset(moved) x(event_id uuid, category text, amount bigint) group by 1, 2 having sum(x.amount) <> 0
    ) m join public.event_budget_categories c on c.event_id = m.event_id and c.category = m.category));
  return null;
end $$;
create trigger tell_actual_inserted after insert on public.expenses referencing new table as new_rows
  for each statement execute function app.tell_actual();
create trigger tell_actual_updated after update on public.expenses referencing old table as old_rows new table as new_rows
  for each statement execute function app.tell_actual();
create trigger tell_actual_deleted after delete on public.expenses referencing old table as old_rows
  for each statement execute function app.tell_actual();
create policy expenses_definer on public.expenses for select to app_definer using (current_user = 'app_definer');
create policy budget_definer on public.event_budget_categories for select to app_definer using (current_user = 'app_definer');
grant select on public.expenses, public.event_budget_categories to app_definer;

-- What is kept no longer, a batch at a time: notifications after 90 days, whether they were read or not, and what was
-- counted after 400, so that a year can be compared with the one before.
create index notifications_by_age on public.notifications (created_at);
create index analytics_entries_by_age on public.analytics_entries (created_at);
create policy analytics_definer_select on public.analytics_entries for select to app_definer
  using (current_user = 'app_definer');
create policy analytics_definer_delete on public.analytics_entries for delete to app_definer
  using (current_user = 'app_definer');
grant select, delete on public.analytics_entries to app_definer;

create function app.forget_notifications(p_most integer) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare gone integer;
begin
  delete from public.notifications n where n.id = any (array(
    select d.id from public.notifications d where d.created_at <= now() - interval '90 days'
    order by d.created_at limit p_most
  ));
  get diagnostics gone = row_count;
  return gone;
end $$;

create function app.forget_analytics(p_most integer) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare gone integer;
begin
  delete from public.analytics_entries a where a.id = any (array(
    select d.id from public.analytics_entries d where d.created_at <= now() - interval '400 days'
    order by d.created_at limit p_most
  ));
  get diagnostics gone = row_count;
  return gone;
end $$;

grant create on schema app to app_definer;
alter function app.sponsors_named(uuid[]) owner to app_definer;
alter function app.actual_of(uuid, text) owner to app_definer;
alter function app.tell_actual() owner to app_definer;
alter function app.forget_notifications(integer) owner to app_definer;
alter function app.forget_analytics(integer) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.sponsors_named(uuid[]), app.actual_of(uuid, text), app.tell_actual(),
  app.forget_notifications(integer), app.forget_analytics(integer) from public;
grant execute on function app.sponsors_named(uuid[]) to authenticated;
grant execute on function app.forget_notifications(integer), app.forget_analytics(integer) to service_role;

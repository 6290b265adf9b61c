-- Changes that one act made together (starting over, applying an import) share a group: they are taken back together.
-- `place` stands on the oldest change of a group that also moved the session: completed_stages, needs_review and
-- current_stage as they were before, for undo to find its way back.
alter table public.wizard_changes add column group_id uuid, add column place jsonb;

-- As in 0002, but a change may name its group and keep a place. The caller's grants on the table cover both columns.
create or replace function app.write_session(p_session uuid, p jsonb) returns bigint language plpgsql
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
    insert into public.wizard_changes
      (wizard_session_id, organization_id, revision, stage, fields, inverse, source, user_id, undoes, group_id, place)
    values (p_session, app.organization_id(), now_at, p #>> '{change,stage}', p #> '{change,fields}',
            p #> '{change,inverse}', p #>> '{change,source}', app.uid(), (p #>> '{change,undoes}')::uuid,
            (p #>> '{change,group}')::uuid, nullif(p #> '{change,place}', 'null'));
  end if;
  return now_at;
end $$;

-- What the public page of an event shows beside the event's own facts: who puts it on, and who stands with it.
alter table public.events
  add column organizer_name varchar(200),
  add column media_partners text[] not null default '{}';

-- As before, with the two columns above.
create or replace function app.create_event(p jsonb) returns uuid language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare e public.events := jsonb_populate_record(null::public.events, p -> 'event');
begin
  insert into public.events (id, organization_id, created_by, wizard_session_id, name, slug, type, description, goals,
    timezone, local_start, local_end, start_date, end_date, venue, status, published_at, target_attendees, ticket_tiers,
    total_capacity, organizer_name, media_partners)
  values (e.id, app.organization_id(), app.uid(), e.wizard_session_id, e.name, e.slug, e.type, e.description,
    coalesce(e.goals, '{}'), e.timezone, e.local_start, e.local_end, e.start_date, e.end_date, coalesce(e.venue, '{}'),
    e.status, e.published_at, e.target_attendees, coalesce(e.ticket_tiers, '[]'), e.total_capacity, e.organizer_name,
    coalesce(e.media_partners, '{}'));
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

-- Sponsors of a published event, and no others: the select within sees events as the public does.
create policy event_sponsors_published on public.event_sponsors for select to anon
  using (event_id in (select e.id from public.events e));
create policy sponsors_published on public.sponsors for select to anon
  using (id in (select s.sponsor_id from public.event_sponsors s));

grant select (organizer_name, media_partners, version, updated_at) on public.events to anon;
-- Names alone: what a sponsor pays, and whose directory it stands in, is nobody's business.
grant select (event_id, sponsor_id, tier) on public.event_sponsors to anon;
grant select (id, company_name) on public.sponsors to anon;

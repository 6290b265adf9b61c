-- Every Payment Link by what it was made for, so that it can be taken back at Stripe. A row comes before its link: its id
-- is what Stripe knows the making by, so who died between the two gets the same link. `link_id` and `url` are known once
-- Stripe has answered, `sold` once it was taken back; `error` says why that was not possible. Only the server itself reads
-- and writes here.
create table public.payment_links (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  event_id uuid not null,  -- no reference: a link that can be paid by outlives its event
  account_id varchar(255) not null,
  tier jsonb not null,
  label varchar(250) not null,
  most integer not null check (most > 0),
  link_id varchar(255) constraint payment_links_link_key unique,
  url text,
  sold integer,
  error text,
  created_at timestamptz not null default now(),
  closed_at timestamptz
);
create unique index payment_links_open on public.payment_links (event_id, account_id, tier) where closed_at is null;
create index payment_links_by_event on public.payment_links (event_id);

-- Stripe repeats what it has once answered to an idempotency key, errors, too. How many errors a key has got so far: the
-- next attempt bears this number.
create table public.stripe_keys (
  organization_id uuid not null,
  name varchar(200) not null,
  attempt integer not null,
  updated_at timestamptz not null default now(),
  primary key (organization_id, name)
);
create trigger touch_updated_at before update on public.stripe_keys
  for each row execute function app.touch_updated_at();

alter table public.payment_links enable row level security, force row level security;
alter table public.stripe_keys enable row level security, force row level security;
create policy links_service on public.payment_links for all to service_role using (true) with check (true);
create policy keys_service on public.stripe_keys for all to service_role using (true) with check (true);
create policy links_definer on public.payment_links for select to app_definer using (current_user = 'app_definer');
create policy accounts_definer on public.stripe_accounts for select to app_definer using (current_user = 'app_definer');
grant select, insert, update on public.payment_links, public.stripe_keys to service_role;
grant select on public.payment_links, public.stripe_accounts to app_definer;

-- Deliveries that were applied are kept for 90 days.
create index stripe_events_applied on public.stripe_events (processed_at) where processed_at is not null;
grant delete on public.stripe_events to service_role;

-- Tickets are sold as long as the page is up and the event is to come.
create function app.is_selling(e public.events) returns boolean language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select e.published_at is not null and e.status not in ('completed', 'cancelled', 'archived') $$;

-- What an event sells, with its row locked: whoever takes the page down, or changes a tier, waits until the row of a new
-- link is there for him to see, or is seen himself. No row: it sells nothing.
create function app.event_sales(p_event uuid)
returns table (organization_id uuid, name text, ticket_tiers jsonb) language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  select e.organization_id, e.name::text, e.ticket_tiers from public.events e
  where e.id = p_event and app.is_selling(e) for no key update
$$;

-- Links that can be paid by, or may have been made, and that no tier on sale is sold by: of one event, or of all.
create function app.stale_links(p_event uuid) returns setof public.payment_links language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select l.* from public.payment_links l left join public.events e on e.id = l.event_id
  where l.closed_at is null and (p_event is null or l.event_id = p_event) and not (
    e.id is not null and app.is_selling(e)
    and exists (select from public.stripe_accounts a
      where a.organization_id = l.organization_id and a.account_id = l.account_id)
    and e.ticket_tiers @> jsonb_build_array(l.tier || '{"on_sale": true}'
      || case when l.url is null then '{}' else jsonb_build_object('url', l.url) end))
  order by l.created_at, l.id
$$;

-- Writes what became of the sale of tiers that hold all of `p_tier`: the link they are sold by, null for none any more,
-- or that they are not on sale. How many tiers there were.
drop function app.settle_sales(uuid, jsonb);
create function app.settle_sales(p_event uuid, p_tier jsonb, p_becomes jsonb) returns integer language plpgsql
security definer set search_path = pg_catalog, pg_temp
as $$
declare settled integer;
begin
  perform from public.events e where e.id = p_event for no key update;
  select count(*) into settled from public.events e, jsonb_array_elements(e.ticket_tiers) t (tier)
    where e.id = p_event and t.tier @> p_tier;
  update public.events e set version = e.version + 1, ticket_tiers = (
    select jsonb_agg(case when not t.tier @> p_tier then t.tier
      when p_becomes -> 'url' = 'null' then t.tier - 'url' else t.tier || p_becomes end order by t.position)
    from jsonb_array_elements(e.ticket_tiers) with ordinality t (tier, position))
  where e.id = p_event and settled > 0;
  return settled;
end $$;

-- Whatever changes what an event sells, a job of the server's own looks after its links: nobody's leaving may end it.
-- Which link a tier has is no such change.
create function app.follow_sales() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if app.is_selling(old) = app.is_selling(new)
    and (select jsonb_agg(t - 'url') from jsonb_array_elements(old.ticket_tiers) t)
      is not distinct from (select jsonb_agg(t - 'url') from jsonb_array_elements(new.ticket_tiers) t) then
    return null;
  end if;
  if exists (select from public.payment_links l where l.event_id = new.id and l.closed_at is null)
    or (app.is_selling(new) and new.ticket_tiers
      @? '$[*] ? (@.on_sale == true && !exists(@.url) && @.price.double() > 0)') then
    perform jobs.procrastinate_defer_jobs_v1(array[row('payment_links', 'payment_links', 0, null, null,
      jsonb_build_object('event_id', new.id), null)::jobs.procrastinate_job_to_defer_v1]);
  end if;
  return null;
end $$;
create trigger follow_sales after update of published_at, status, ticket_tiers on public.events
  for each row execute function app.follow_sales();

grant create on schema app to app_definer;
alter function app.is_selling(public.events) owner to app_definer;
alter function app.event_sales(uuid) owner to app_definer;
alter function app.stale_links(uuid) owner to app_definer;
alter function app.settle_sales(uuid, jsonb, jsonb) owner to app_definer;
alter function app.follow_sales() owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.is_selling(public.events), app.event_sales(uuid), app.stale_links(uuid),
  app.settle_sales(uuid, jsonb, jsonb), app.follow_sales() from public;
grant execute on function app.event_sales(uuid), app.stale_links(uuid), app.settle_sales(uuid, jsonb, jsonb)
  to service_role;

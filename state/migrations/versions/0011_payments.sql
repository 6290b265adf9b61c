-- What Stripe says of an organization's connected account. Only the server itself writes here; members read.
create table public.stripe_accounts (
  organization_id uuid primary key,
  account_id varchar(255) not null constraint stripe_accounts_account_key unique,
  charges_enabled boolean not null default false,
  payouts_enabled boolean not null default false,
  details_submitted boolean not null default false,
  requirements jsonb not null default '{}',
  disconnected_at timestamptz,
  -- How new this is: the number of the reading it comes from, and since when no older delivery may change it.
  reading bigint not null default 0,
  as_of timestamptz not null default to_timestamp(0),
  delivery varchar(255) not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create trigger touch_updated_at before update on public.stripe_accounts
  for each row execute function app.touch_updated_at();

-- Taken before Stripe is asked: of two answers the one asked for later is the newer one, whichever comes first.
create sequence app.stripe_readings;
grant usage on sequence app.stripe_readings to service_role;

-- Each delivery once, by Stripe's own id; `delivery_id` is what a job names it by.
create table public.stripe_events (
  id varchar(255) primary key,
  delivery_id uuid not null default gen_random_uuid() constraint stripe_events_delivery_key unique,
  type text not null,
  account varchar(255),
  created timestamptz not null,
  payload jsonb not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  error text
);

-- The session's copy of what its organization's account allows; stripe_account_id has been there from the first.
alter table public.wizard_sessions add column charges_enabled boolean not null default false;

alter table public.stripe_accounts enable row level security, force row level security;
alter table public.stripe_events enable row level security, force row level security;

create policy accounts_select on public.stripe_accounts for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy accounts_service on public.stripe_accounts for all to service_role using (true) with check (true);
create policy deliveries_service on public.stripe_events for all to service_role using (true) with check (true);
grant select on public.stripe_accounts to authenticated;
grant select, insert, update on public.stripe_accounts, public.stripe_events to service_role;
grant execute on function app.enqueue(text, jsonb) to service_role;

-- A session made after the account knows it, whatever the insert says. The lock is the other half of the one in
-- app.lock_sessions_apart: a session made while the account changes waits and sees the change, or is seen by it.
create function app.know_account() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(new.organization_id::text, 11));
  select a.account_id, a.charges_enabled into new.stripe_account_id, new.charges_enabled
    from public.stripe_accounts a where a.organization_id = new.organization_id;
  new.charges_enabled := coalesce(new.charges_enabled, false);
  return new;
end $$;
create trigger know_account before insert on public.wizard_sessions
  for each row execute function app.know_account();

-- What Stripe does is nobody's work on a session: it must not climb to the top of its owner's list.
drop trigger touch_updated_at on public.wizard_sessions;
create trigger touch_updated_at before update on public.wizard_sessions
  for each row when (not (old.status = 'in_progress' and new.status = 'expired')
    and old.stripe_account_id is not distinct from new.stripe_account_id and old.charges_enabled = new.charges_enabled)
  execute function app.touch_updated_at();

create policy stages_definer on public.wizard_stages for select to app_definer using (current_user = 'app_definer');
grant select on public.wizard_stages to app_definer;
grant execute on function app.weighted_progress(jsonb) to app_definer;
grant update (stripe_account_id, charges_enabled, completion_details, completion_percentage, revision)
  on public.wizard_sessions to app_definer;
grant update (ticket_tiers, version) on public.events to app_definer;

-- Sessions that may still be worked on and say something else of the account, locked until the transaction ends.
create function app.lock_sessions_apart(p_organization uuid, p_account text, p_charges boolean)
returns setof public.wizard_sessions language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_organization::text, 11));
  return query select s.* from public.wizard_sessions s
    where s.organization_id = p_organization and s.status in ('in_progress', 'expired')
      and (s.stripe_account_id, s.charges_enabled) is distinct from (p_account, p_charges)
    order by s.id for update;
end $$;

-- `p_details` is what each stage has come to, by the session's id: it was judged anew with the account as it is now.
create function app.adopt_account(p_account text, p_charges boolean, p_details jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare adopted integer;
begin
  update public.wizard_sessions s set
    stripe_account_id = p_account,
    charges_enabled = p_charges,
    completion_details = d.value,
    completion_percentage = app.weighted_progress(d.value),
    revision = s.revision + 1
  from jsonb_each(p_details) d where s.id = d.key::uuid;
  get diagnostics adopted = row_count;
  return adopted;
end $$;

-- Writes what became of tiers' sales: the link each is sold by, or, where there can be none, that it is not on sale.
-- A tier that is no longer what the link was made for is left alone; how many were written.
create function app.settle_sales(p_event uuid, p_sales jsonb) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare settled integer := 0;
begin
  perform from public.events e where e.id = p_event for update;
  select count(*) into settled from public.events e, jsonb_array_elements(e.ticket_tiers) t (tier),
    jsonb_array_elements(p_sales) s (sale) where e.id = p_event and s.sale -> 'tier' = t.tier;
  update public.events e set version = e.version + 1, ticket_tiers = (
    select jsonb_agg(coalesce(t.tier || (
      select s.sale -> 'becomes' from jsonb_array_elements(p_sales) s (sale) where s.sale -> 'tier' = t.tier limit 1
    ), t.tier) order by t.position)
    from jsonb_array_elements(e.ticket_tiers) with ordinality t (tier, position))
  where e.id = p_event and settled > 0;
  return settled;
end $$;

grant create on schema app to app_definer;
alter function app.lock_sessions_apart(uuid, text, boolean) owner to app_definer;
alter function app.adopt_account(text, boolean, jsonb) owner to app_definer;
alter function app.settle_sales(uuid, jsonb) owner to app_definer;
revoke create on schema app from app_definer;
revoke execute on function app.know_account(), app.lock_sessions_apart(uuid, text, boolean),
  app.adopt_account(text, boolean, jsonb), app.settle_sales(uuid, jsonb) from public;
grant execute on function app.lock_sessions_apart(uuid, text, boolean), app.adopt_account(text, boolean, jsonb),
  app.settle_sales(uuid, jsonb) to service_role;

-- Tokens and money per organization, UTC day and model; what a daily budget is checked against.
create table public.model_usage (
  organization_id uuid not null,
  day date not null,
  model text not null,
  input_tokens bigint not null default 0 check (input_tokens >= 0),
  output_tokens bigint not null default 0 check (output_tokens >= 0),
  cost_micros bigint check (cost_micros >= 0),
  primary key (organization_id, day, model)
);

alter table public.model_usage enable row level security, force row level security;
create policy model_usage_select on public.model_usage for select to authenticated
  using (organization_id = (select app.organization_id()));
create policy model_usage_insert on public.model_usage for insert to authenticated
  with check (organization_id = (select app.organization_id()));
create policy model_usage_update on public.model_usage for update to authenticated
  using (organization_id = (select app.organization_id()))
  with check (organization_id = (select app.organization_id()));
grant select, insert on public.model_usage to authenticated;
grant update (input_tokens, output_tokens, cost_micros) on public.model_usage to authenticated;

-- What happened to a tracking, as rows written with the change itself. `event_count` is the sequence of the last one.
alter table trackings add column event_count int not null default 0;

-- Outlives its tracking, so that the end of it can be told. `position` is given when the account's feed is read: only what is committed
-- gets one, so a feed has no gaps and nothing appears behind a reader.
create table events (
  bucket int not null,
  id uuid not null,
  account_id bigint not null,
  tracking_id uuid not null,
  sequence int not null,
  type text not null,
  occurred_at timestamptz not null,
  position bigint,
  doc json not null,
  constraint events_pk primary key (bucket, id),
  constraint events_sequence_uq unique (bucket, tracking_id, sequence)
);

create index events_feed_ix on events (bucket, account_id, position, id);

-- The last position that was given.
create table event_positions (
  bucket int not null,
  account_id bigint not null,
  last bigint not null,
  constraint event_positions_pk primary key (bucket, account_id)
);

-- Small and rarely written. On Citus: a reference table. A deleted one stays until its deliveries are forgotten.
create table webhook_endpoints (
  id uuid not null,
  account_id bigint not null,
  url text not null,
  description text not null,
  form text not null,
  personal_data text not null,
  types text[] not null,
  sealed_secrets text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  disabled_at timestamptz,
  disabled_because text,
  deleted_at timestamptz,
  constraint webhook_endpoints_pk primary key (id),
  constraint webhook_endpoints_account_fk foreign key (account_id) references accounts (id) on delete cascade,
  constraint webhook_endpoints_form_ck check (form in ('trackru-v1', 'modern')),
  constraint webhook_endpoints_personal_data_ck check (personal_data in ('none', 'masked', 'full'))
);

create index webhook_endpoints_account_ix on webhook_endpoints (account_id);

-- How an endpoint does. The bucket is the account's base.
create table webhook_endpoint_states (
  bucket int not null,
  endpoint_id uuid not null,
  last_success_at timestamptz,
  first_failure_at timestamptz,
  last_failure_at timestamptz,
  warned_at timestamptz,
  constraint webhook_endpoint_states_pk primary key (bucket, endpoint_id)
);

-- One event for one endpoint: the row is the job, `next_attempt_at` its due time and its lease. Null: nothing is due.
create table webhook_deliveries (
  bucket int not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  account_id bigint not null,
  status text not null,
  reason text,
  next_attempt_at timestamptz,
  lease_token uuid,
  attempts int not null,
  body text,
  created_at timestamptz not null,
  finished_at timestamptz,
  constraint webhook_deliveries_pk primary key (bucket, endpoint_id, event_id),
  constraint webhook_deliveries_event_fk foreign key (bucket, event_id) references events (bucket, id) on delete cascade,
  constraint webhook_deliveries_status_ck check (status in ('pending', 'held', 'delivered', 'failed', 'cancelled'))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create index webhook_deliveries_due_ix on webhook_deliveries (endpoint_id, next_attempt_at) where next_attempt_at is not null;

create index webhook_deliveries_event_ix on webhook_deliveries (bucket, event_id);

-- Written before its request is sent: one without an end is one whose process died, and its request may have arrived.
create table webhook_attempts (
  bucket int not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  id uuid not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  http_status int,
  answer text,
  constraint webhook_attempts_pk primary key (bucket, endpoint_id, event_id, id),
  constraint webhook_attempts_delivery_fk foreign key (bucket, endpoint_id, event_id) references webhook_deliveries (bucket, endpoint_id, event_id) on delete cascade
);

-- Made from the migrations by scripts/dump-schema.ts; a test compares. Do not edit.

create table accounts (
  id bigint not null,
  name text not null,
  mode text not null,
  base integer not null,
  spread integer not null,
  settings jsonb not null,
  created_at timestamp with time zone not null,
  constraint accounts_base_ck CHECK (((base >= 0) AND (base <= 1023))),
  constraint accounts_mode_ck CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint accounts_spread_ck CHECK (((spread >= 1) AND (spread <= 64))),
  constraint accounts_pk PRIMARY KEY (id),
  constraint accounts_name_uq UNIQUE (name, mode)
);

create table api_keys (
  hash text not null,
  id uuid not null,
  account_id bigint not null,
  label text not null,
  prefix text not null,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  constraint api_keys_account_fk FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint api_keys_pk PRIMARY KEY (hash),
  constraint api_keys_id_uq UNIQUE (id)
);
CREATE INDEX api_keys_account_ix ON public.api_keys USING btree (account_id);

create table carrier_answers (
  bucket integer not null,
  tracking_id uuid not null,
  at timestamp with time zone not null,
  source text not null,
  outcome text not null,
  status integer not null,
  sealed text not null,
  constraint carrier_answers_tracking_fk FOREIGN KEY (bucket, tracking_id) REFERENCES trackings(bucket, id) ON DELETE CASCADE,
  constraint carrier_answers_pk PRIMARY KEY (bucket, tracking_id, at)
);
CREATE INDEX carrier_answers_at_ix ON public.carrier_answers USING btree (bucket, source, at);

create table carrier_credentials (
  account_id bigint not null,
  carrier text not null,
  sealed text not null,
  updated_at timestamp with time zone not null,
  constraint carrier_credentials_account_fk FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint carrier_credentials_pk PRIMARY KEY (account_id, carrier)
);

create table carrier_health (
  bucket integer not null,
  account_id bigint not null,
  carrier text not null,
  hour timestamp with time zone not null,
  looks integer not null,
  answered integer not null,
  empty integer not null,
  failed integer not null,
  drifted integer not null,
  throttled integer not null,
  refused integer not null,
  lags_0 integer not null,
  lags_1 integer not null,
  lags_2 integer not null,
  lags_3 integer not null,
  lags_4 integer not null,
  lags_5 integer not null,
  lags_6 integer not null,
  lags_7 integer not null,
  units integer not null,
  constraint carrier_health_pk PRIMARY KEY (bucket, account_id, carrier, hour)
);

create table carrier_shares (
  key text not null,
  holder text not null,
  share json not null,
  until timestamp with time zone not null,
  constraint carrier_shares_pk PRIMARY KEY (key, holder)
);

create table carrier_states (
  key text not null,
  state json not null,
  constraint carrier_states_pk PRIMARY KEY (key)
);

create table channel_credentials (
  account_id bigint not null,
  channel text not null,
  sealed text not null,
  updated_at timestamp with time zone not null,
  constraint channel_credentials_account_fk FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint channel_credentials_pk PRIMARY KEY (account_id, channel)
);

create table checkpoints (
  bucket integer not null,
  tracking_id uuid not null,
  fingerprint text not null,
  at timestamp with time zone not null,
  doc json not null,
  seen_at timestamp with time zone not null,
  constraint checkpoints_tracking_fk FOREIGN KEY (bucket, tracking_id) REFERENCES trackings(bucket, id) ON DELETE CASCADE,
  constraint checkpoints_pk PRIMARY KEY (bucket, tracking_id, fingerprint)
);

create table event_positions (
  bucket integer not null,
  account_id bigint not null,
  last bigint not null,
  constraint event_positions_pk PRIMARY KEY (bucket, account_id)
);

create table events (
  bucket integer not null,
  id uuid not null,
  account_id bigint not null,
  tracking_id uuid not null,
  sequence integer not null,
  type text not null,
  occurred_at timestamp with time zone not null,
  position bigint,
  doc json not null,
  constraint events_pk PRIMARY KEY (bucket, id),
  constraint events_sequence_uq UNIQUE (bucket, tracking_id, sequence)
);
CREATE INDEX events_feed_ix ON public.events USING btree (bucket, account_id, "position", id);

create table idempotency_keys (
  bucket integer not null,
  account_id bigint not null,
  key text not null,
  request text not null,
  creation_id uuid not null,
  attempts integer not null,
  lease_token uuid not null,
  lease_until timestamp with time zone not null,
  result text,
  created_at timestamp with time zone not null,
  constraint idempotency_keys_pk PRIMARY KEY (bucket, account_id, key)
);
CREATE INDEX idempotency_keys_age_ix ON public.idempotency_keys USING btree (bucket, account_id, created_at);

create table key_usage (
  bucket integer not null,
  key_id uuid not null,
  last_used_at timestamp with time zone not null,
  constraint key_usage_pk PRIMARY KEY (bucket, key_id)
);

create table migrations (
  id integer not null,
  name text not null,
  breaking boolean not null,
  applied_at timestamp with time zone not null,
  constraint migrations_pk PRIMARY KEY (id)
);

create table notice_alarms (
  bucket integer not null,
  account_id bigint not null,
  channel text not null,
  reason text not null,
  first_at timestamp with time zone not null,
  told_at timestamp with time zone,
  constraint notice_alarms_pk PRIMARY KEY (bucket, account_id, channel, reason)
);

create table notice_templates (
  account_id bigint not null,
  channel text not null,
  kind text not null,
  language text not null,
  blocks json not null,
  updated_at timestamp with time zone not null,
  constraint notice_templates_account_fk FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint notice_templates_pk PRIMARY KEY (account_id, channel, kind, language)
);

create table notices (
  bucket integer not null,
  id uuid not null,
  account_id bigint not null,
  tracking_id uuid not null,
  order_id text,
  event_sequence integer not null,
  kind text not null,
  occurrence text not null,
  channel text not null,
  recipient text not null,
  language text,
  status text not null,
  reason text,
  due_at timestamp with time zone,
  lease_token uuid,
  attempts integer not null,
  number text not null,
  provider_id text,
  message_id text,
  parts integer,
  cost double precision,
  currency text,
  merged_into uuid,
  history json not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint notices_channel_ck CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text]))),
  constraint notices_status_ck CHECK ((status = ANY (ARRAY['planned'::text, 'held'::text, 'sent'::text, 'delivered'::text, 'skipped'::text, 'failed'::text, 'merged'::text]))),
  constraint notices_pk PRIMARY KEY (bucket, id),
  constraint notices_once_uq UNIQUE (bucket, tracking_id, kind, occurrence, channel, recipient)
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
CREATE INDEX notices_due_ix ON public.notices USING btree (channel, account_id, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX notices_list_ix ON public.notices USING btree (account_id, created_at DESC, id DESC);
CREATE INDEX notices_order_ix ON public.notices USING btree (account_id, order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX notices_provider_ix ON public.notices USING btree (account_id, provider_id) WHERE (provider_id IS NOT NULL);

create table quota_charges (
  bucket integer not null,
  account_id bigint not null,
  period text not null,
  carrier text not null,
  number text not null,
  constraint quota_charges_pk PRIMARY KEY (bucket, account_id, period, carrier, number)
);

create table quota_periods (
  bucket integer not null,
  account_id bigint not null,
  period text not null,
  used integer not null,
  constraint quota_periods_pk PRIMARY KEY (bucket, account_id, period)
);

create table schedule (
  bucket integer not null,
  tracking_id uuid not null,
  lane text not null,
  next_check_at timestamp with time zone,
  lease_token uuid,
  attempts integer not null,
  last_checked_at timestamp with time zone,
  last_outcome text,
  check_reason text not null,
  stale_because text,
  quiet_checks integer not null,
  failed_checks integer not null,
  ticket text,
  ticket_until timestamp with time zone,
  needs text,
  pushed_at timestamp with time zone,
  courier text,
  constraint schedule_tracking_fk FOREIGN KEY (bucket, tracking_id) REFERENCES trackings(bucket, id) ON DELETE CASCADE,
  constraint schedule_pk PRIMARY KEY (bucket, tracking_id)
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
CREATE INDEX schedule_due_ix ON public.schedule USING btree (lane, next_check_at) WHERE (next_check_at IS NOT NULL);

create table server_secrets (
  name text not null,
  sealed text not null,
  created_at timestamp with time zone not null,
  constraint server_secrets_pk PRIMARY KEY (name)
);

create table sms_accounts (
  bucket integer not null,
  account_id bigint not null,
  day text not null,
  spent bigint not null,
  refusals integer not null,
  refusals_since timestamp with time zone not null,
  paused_until timestamp with time zone,
  told text[] not null,
  constraint sms_accounts_pk PRIMARY KEY (bucket, account_id)
);

create table sms_counts (
  bucket integer not null,
  account_id bigint not null,
  id uuid not null,
  tracking_id uuid not null,
  phone_hash text not null,
  prefix text not null,
  booked_at timestamp with time zone not null,
  day text not null,
  cost bigint not null,
  constraint sms_counts_pk PRIMARY KEY (bucket, account_id, id)
);
CREATE INDEX sms_counts_phone_ix ON public.sms_counts USING btree (bucket, account_id, phone_hash, booked_at);
CREATE INDEX sms_counts_prefix_ix ON public.sms_counts USING btree (bucket, account_id, prefix, booked_at);

create table suppressions (
  bucket integer not null,
  account_id bigint not null,
  channel text not null,
  recipient text not null,
  reason text not null,
  created_at timestamp with time zone not null,
  lifted_at timestamp with time zone,
  lifted_by text,
  constraint suppressions_reason_ck CHECK ((reason = ANY (ARRAY['unsubscribed'::text, 'stop_word'::text, 'hard_bounce'::text, 'complaint'::text, 'by_merchant'::text]))),
  constraint suppressions_pk PRIMARY KEY (bucket, account_id, channel, recipient)
);

create table trackings (
  bucket integer not null,
  id uuid not null,
  account_id bigint not null,
  carrier text not null,
  number text not null,
  shown_number text not null,
  status text not null,
  archived boolean not null,
  override_status text,
  override_at timestamp with time zone,
  order_id text,
  order_created_at timestamp with time zone,
  pin text,
  details json not null,
  state json not null,
  version integer not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  event_count integer not null,
  constraint trackings_pk PRIMARY KEY (bucket, id),
  constraint trackings_number_uq UNIQUE (bucket, account_id, number, carrier)
);
CREATE INDEX trackings_list_ix ON public.trackings USING btree (account_id, created_at DESC, id DESC);
CREATE INDEX trackings_order_ix ON public.trackings USING btree (account_id, order_id) WHERE (order_id IS NOT NULL);

create table unknown_codes (
  carrier text not null,
  code text not null,
  attr text not null,
  text text not null,
  seen bigint not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  constraint unknown_codes_pk PRIMARY KEY (carrier, code, attr)
);

create table webhook_attempts (
  bucket integer not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  id uuid not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  outcome text,
  http_status integer,
  answer text,
  constraint webhook_attempts_delivery_fk FOREIGN KEY (bucket, endpoint_id, event_id) REFERENCES webhook_deliveries(bucket, endpoint_id, event_id) ON DELETE CASCADE,
  constraint webhook_attempts_pk PRIMARY KEY (bucket, endpoint_id, event_id, id)
);

create table webhook_deliveries (
  bucket integer not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  account_id bigint not null,
  status text not null,
  reason text,
  next_attempt_at timestamp with time zone,
  lease_token uuid,
  attempts integer not null,
  body text,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  in_order boolean not null,
  constraint webhook_deliveries_status_ck CHECK ((status = ANY (ARRAY['pending'::text, 'held'::text, 'delivered'::text, 'failed'::text, 'cancelled'::text]))),
  constraint webhook_deliveries_event_fk FOREIGN KEY (bucket, event_id) REFERENCES events(bucket, id) ON DELETE CASCADE,
  constraint webhook_deliveries_pk PRIMARY KEY (bucket, endpoint_id, event_id)
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
CREATE INDEX webhook_deliveries_due_ix ON public.webhook_deliveries USING btree (endpoint_id, next_attempt_at) WHERE ((next_attempt_at IS NOT NULL) AND (NOT in_order));
CREATE INDEX webhook_deliveries_event_ix ON public.webhook_deliveries USING btree (bucket, event_id);
CREATE INDEX webhook_deliveries_in_order_ix ON public.webhook_deliveries USING btree (endpoint_id, next_attempt_at) WHERE ((next_attempt_at IS NOT NULL) AND in_order);

create table webhook_endpoint_states (
  bucket integer not null,
  endpoint_id uuid not null,
  last_success_at timestamp with time zone,
  first_failure_at timestamp with time zone,
  last_failure_at timestamp with time zone,
  warned_at timestamp with time zone,
  constraint webhook_endpoint_states_pk PRIMARY KEY (bucket, endpoint_id)
);

create table webhook_endpoints (
  id uuid not null,
  account_id bigint not null,
  url text not null,
  description text not null,
  form text not null,
  personal_data text not null,
  types text[] not null,
  sealed_secrets text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  disabled_at timestamp with time zone,
  disabled_because text,
  deleted_at timestamp with time zone,
  legacy_verify_email text,
  constraint webhook_endpoints_form_ck CHECK ((form = ANY (ARRAY['trackru-v1'::text, 'modern'::text]))),
  constraint webhook_endpoints_personal_data_ck CHECK ((personal_data = ANY (ARRAY['none'::text, 'masked'::text, 'full'::text]))),
  constraint webhook_endpoints_account_fk FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint webhook_endpoints_pk PRIMARY KEY (id)
);
CREATE INDEX webhook_endpoints_account_ix ON public.webhook_endpoints USING btree (account_id);

-- The first schema. `bucket` leads every key of tenant data (see src/base/ids.ts); ids and times come from the program.

-- Small and rarely written. On Citus: reference tables.
create table accounts (
  id bigint not null,
  name text not null,
  mode text not null,
  base int not null,
  spread int not null,
  settings jsonb not null,
  created_at timestamptz not null,
  constraint accounts_pk primary key (id),
  constraint accounts_name_uq unique (name, mode),
  constraint accounts_mode_ck check (mode in ('live', 'test')),
  constraint accounts_base_ck check (base between 0 and 1023),
  constraint accounts_spread_ck check (spread between 1 and 64)
);

-- Only the hash of a key is stored.
create table api_keys (
  hash text not null,
  id uuid not null,
  account_id bigint not null,
  label text not null,
  prefix text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  constraint api_keys_pk primary key (hash),
  constraint api_keys_id_uq unique (id),
  constraint api_keys_account_fk foreign key (account_id) references accounts (id) on delete cascade
);

create index api_keys_account_ix on api_keys (account_id);

-- Sealed by the program before they get here.
create table carrier_credentials (
  account_id bigint not null,
  carrier text not null,
  sealed text not null,
  updated_at timestamptz not null,
  constraint carrier_credentials_pk primary key (account_id, carrier),
  constraint carrier_credentials_account_fk foreign key (account_id) references accounts (id) on delete cascade
);

-- Codes that no table of a carrier holds. On Citus: a single-shard table.
create table unknown_codes (
  carrier text not null,
  code text not null,
  attr text not null,
  text text not null,
  seen bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  constraint unknown_codes_pk primary key (carrier, code, attr)
);

-- Here the family begins. On Citus: distributed by bucket, co-located.
-- json, not jsonb, for what is only written and read whole: it keeps the order of keys, takes any text of a carrier, and costs no conversion.
create table trackings (
  bucket int not null,
  id uuid not null,
  account_id bigint not null,
  carrier text not null,
  number text not null,
  shown_number text not null,
  status text not null,
  archived boolean not null,
  override_status text,
  override_at timestamptz,
  order_id text,
  order_created_at timestamptz,
  pin text,
  details json not null,
  state json not null,
  version int not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint trackings_pk primary key (bucket, id),
  constraint trackings_number_uq unique (bucket, account_id, number, carrier)
);

create index trackings_list_ix on trackings (account_id, created_at desc, id desc);

create index trackings_order_ix on trackings (account_id, order_id) where order_id is not null;

-- The state of polling, apart from the wide rows: a look without news writes only this.
create table schedule (
  bucket int not null,
  tracking_id uuid not null,
  lane text not null,
  next_check_at timestamptz,
  lease_token uuid,
  attempts int not null,
  last_checked_at timestamptz,
  last_outcome text,
  check_reason text not null,
  stale_because text,
  quiet_checks int not null,
  failed_checks int not null,
  constraint schedule_pk primary key (bucket, tracking_id),
  constraint schedule_tracking_fk foreign key (bucket, tracking_id) references trackings (bucket, id) on delete cascade
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create index schedule_due_ix on schedule (lane, next_check_at) where next_check_at is not null;

create table checkpoints (
  bucket int not null,
  tracking_id uuid not null,
  fingerprint text not null,
  at timestamptz not null,
  doc json not null,
  seen_at timestamptz not null,
  constraint checkpoints_pk primary key (bucket, tracking_id, fingerprint),
  constraint checkpoints_tracking_fk foreign key (bucket, tracking_id) references trackings (bucket, id) on delete cascade
);

-- Numbers that an account booked in a period, and how many they are. The bucket is the account's base.
create table quota_charges (
  bucket int not null,
  account_id bigint not null,
  period text not null,
  carrier text not null,
  number text not null,
  constraint quota_charges_pk primary key (bucket, account_id, period, carrier, number)
);

create table quota_periods (
  bucket int not null,
  account_id bigint not null,
  period text not null,
  used int not null,
  constraint quota_periods_pk primary key (bucket, account_id, period)
);

create table key_usage (
  bucket int not null,
  key_id uuid not null,
  last_used_at timestamptz not null,
  constraint key_usage_pk primary key (bucket, key_id)
);

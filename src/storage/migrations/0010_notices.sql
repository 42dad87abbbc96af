-- What buyers are told, on which way, and what became of it. Addresses and phones are not here: a recipient is a keyed hash.

-- Small and rarely written. On Citus: reference tables. Sealed by the program before they get here.
create table channel_credentials (
  account_id bigint not null,
  channel text not null,
  sealed text not null,
  updated_at timestamptz not null,
  constraint channel_credentials_pk primary key (account_id, channel),
  constraint channel_credentials_account_fk foreign key (account_id) references accounts (id) on delete cascade
);

-- The merchant's own words; what is not here is ours.
create table notice_templates (
  account_id bigint not null,
  channel text not null,
  kind text not null,
  language text not null,
  blocks json not null,
  updated_at timestamptz not null,
  constraint notice_templates_pk primary key (account_id, channel, kind, language),
  constraint notice_templates_account_fk foreign key (account_id) references accounts (id) on delete cascade
);

-- Whom not to write to. The bucket is the account's base. Outlives trackings and erasure. One that was lifted stays, with who lifted it.
create table suppressions (
  bucket int not null,
  account_id bigint not null,
  channel text not null,
  recipient text not null,
  reason text not null,
  created_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by text,
  constraint suppressions_pk primary key (bucket, account_id, channel, recipient),
  constraint suppressions_reason_ck check (reason in ('unsubscribed', 'stop_word', 'hard_bounce', 'complaint', 'by_merchant'))
);

-- The ledger, and the job: `due_at` is its due time and its lease. Null: nothing is due. Outlives its tracking. `occurrence` tells several of one
-- kind apart, such as the attempts of two days.
create table notices (
  bucket int not null,
  id uuid not null,
  account_id bigint not null,
  tracking_id uuid not null,
  order_id text,
  event_sequence int not null,
  kind text not null,
  occurrence text not null,
  channel text not null,
  recipient text not null,
  language text,
  status text not null,
  reason text,
  due_at timestamptz,
  lease_token uuid,
  attempts int not null,
  number text not null,
  provider_id text,
  message_id text,
  parts int,
  cost double precision,
  currency text,
  merged_into uuid,
  history json not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint notices_pk primary key (bucket, id),
  constraint notices_once_uq unique (bucket, tracking_id, kind, occurrence, channel, recipient),
  constraint notices_channel_ck check (channel in ('email', 'sms')),
  constraint notices_status_ck check (status in ('planned', 'held', 'sent', 'delivered', 'skipped', 'failed', 'merged'))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create index notices_due_ix on notices (channel, account_id, due_at) where due_at is not null;

create index notices_list_ix on notices (account_id, created_at desc, id desc);

create index notices_order_ix on notices (account_id, order_id) where order_id is not null;

create index notices_provider_ix on notices (account_id, provider_id) where provider_id is not null;

-- What the owner of an account was told of a channel that does not work. The bucket is the account's base.
create table notice_alarms (
  bucket int not null,
  account_id bigint not null,
  channel text not null,
  reason text not null,
  first_at timestamptz not null,
  told_at timestamptz,
  constraint notice_alarms_pk primary key (bucket, account_id, channel, reason)
);

-- What an account has spent on SMS today, and whether it may go on. The row is locked while one is booked. The bucket is the account's base.
create table sms_accounts (
  bucket int not null,
  account_id bigint not null,
  day text not null,
  spent bigint not null,
  refusals int not null,
  refusals_since timestamptz not null,
  paused_until timestamptz,
  told text[] not null,
  constraint sms_accounts_pk primary key (bucket, account_id)
);

-- One SMS that was, or is about to be, handed over. `id` is the notice's; `cost` in millionths of the account's currency.
create table sms_counts (
  bucket int not null,
  account_id bigint not null,
  id uuid not null,
  tracking_id uuid not null,
  phone_hash text not null,
  prefix text not null,
  booked_at timestamptz not null,
  day text not null,
  cost bigint not null,
  constraint sms_counts_pk primary key (bucket, account_id, id)
);

create index sms_counts_phone_ix on sms_counts (bucket, account_id, phone_hash, booked_at);

create index sms_counts_prefix_ix on sms_counts (bucket, account_id, prefix, booked_at);

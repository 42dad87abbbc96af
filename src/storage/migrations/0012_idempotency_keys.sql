-- The answer to a POST under the caller's own key, so that the same request sent again does nothing twice. `lease_until` is the sign of life of
-- who works on it; `creation_id` names what is created, the same for every attempt. The bucket is the account's base.
create table idempotency_keys (
  bucket int not null,
  account_id bigint not null,
  key text not null,
  request text not null,
  creation_id uuid not null,
  attempts int not null,
  lease_token uuid not null,
  lease_until timestamptz not null,
  result text,
  created_at timestamptz not null,
  constraint idempotency_keys_pk primary key (bucket, account_id, key)
);

create index idempotency_keys_age_ix on idempotency_keys (bucket, account_id, created_at);

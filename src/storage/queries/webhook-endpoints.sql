-- fragment: endpoint
w.id, w.account_id, w.url, w.description, w.form, w.personal_data, w.types, w.sealed_secrets, w.legacy_verify_email, w.created_at, w.updated_at,
w.disabled_at, w.disabled_because

-- name: insert_endpoint
insert into webhook_endpoints (id, account_id, url, description, form, personal_data, types, sealed_secrets, legacy_verify_email, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
on conflict (id) do nothing;

-- name: list_endpoints
select {endpoint} from webhook_endpoints w where w.account_id = $1 and w.deleted_at is null order by w.created_at, w.id;

-- name: find_endpoint
select {endpoint} from webhook_endpoints w where w.id = $1 and w.account_id = $2 and w.deleted_at is null;

-- name: lock_endpoint
select {endpoint} from webhook_endpoints w where w.id = $1 and w.account_id = $2 and w.deleted_at is null for update;

-- name: update_endpoint
update webhook_endpoints w set url = $3, description = $4, form = $5, personal_data = $6, types = $7, sealed_secrets = $8,
                             legacy_verify_email = $9, updated_at = $10, disabled_at = $11, disabled_because = $12
 where w.id = $1 and w.account_id = $2 and w.deleted_at is null
returning {endpoint};

-- name: delete_endpoint
-- The row stays, so that its deliveries can still be explained. The secrets go.
update webhook_endpoints set deleted_at = $3, sealed_secrets = '' where id = $1 and account_id = $2 and deleted_at is null returning id;

-- name: sweep_endpoints
delete from webhook_endpoints where account_id = $1 and deleted_at < $2 returning id;

-- name: put_aside_deliveries
-- Of an endpoint that is no longer sent to. Those that are on their way are left to who sends them.
update webhook_deliveries d set status = $4, reason = $5, next_attempt_at = null, lease_token = null
 where d.bucket = any($1::int[]) and d.endpoint_id = $2 and d.account_id = $3 and d.next_attempt_at is not null
   and (d.lease_token is null or d.next_attempt_at <= $6)
returning d.event_id;

-- name: note_endpoint_states
-- $3: a success, $4: a failure. A success ends a series of failures; the next one begins with the first failure after it.
insert into webhook_endpoint_states (bucket, endpoint_id, last_success_at, first_failure_at, last_failure_at, warned_at)
values ($1, $2, $3, $4, $4, null)
on conflict (bucket, endpoint_id) do update set
  last_success_at = case when excluded.last_success_at is null then webhook_endpoint_states.last_success_at else excluded.last_success_at end,
  first_failure_at = case when excluded.last_success_at is not null then excluded.first_failure_at
                          else coalesce(webhook_endpoint_states.first_failure_at, excluded.first_failure_at) end,
  last_failure_at = case when excluded.last_failure_at is null then webhook_endpoint_states.last_failure_at else excluded.last_failure_at end,
  warned_at = case when excluded.last_success_at is not null then null else webhook_endpoint_states.warned_at end
returning endpoint_id, last_success_at, first_failure_at, last_failure_at, warned_at;

-- name: read_endpoint_states
select s.endpoint_id, s.last_success_at, s.first_failure_at, s.last_failure_at, s.warned_at
  from webhook_endpoint_states s where s.bucket = any($1::int[]) and s.endpoint_id = any($2::uuid[]);

-- name: mark_endpoint_warned
-- By one process only.
update webhook_endpoint_states set warned_at = $3 where bucket = $1 and endpoint_id = $2 and warned_at is null and first_failure_at is not null
returning endpoint_id;

-- name: clear_endpoint_failures
update webhook_endpoint_states set first_failure_at = null, last_failure_at = null, warned_at = null where bucket = $1 and endpoint_id = $2;

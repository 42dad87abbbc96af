-- fragment: delivery
d.bucket, d.endpoint_id, d.event_id, d.account_id, d.status, d.reason, d.next_attempt_at, d.lease_token, d.attempts, d.created_at, d.finished_at

-- fragment: tracking
t.bucket, t.id, t.account_id, t.carrier, t.number, t.shown_number, t.archived, t.override_status, t.override_at, t.order_id,
t.order_created_at, t.pin, t.details, t.state, t.version, t.created_at, t.changed_at

-- fragment: freshness
s.next_check_at, s.last_checked_at, s.check_reason, s.stale_because, s.quiet_checks, s.failed_checks,
s.ticket, s.ticket_until, s.needs, s.pushed_at, s.lane, s.courier

-- fragment: endpoint
w.url, w.description, w.form, w.personal_data, w.types, w.sealed_secrets, w.legacy_verify_email, w.created_at as endpoint_created_at,
w.updated_at, w.disabled_at, w.disabled_because, w.deleted_at

-- name: due_endpoints
-- Jumps from endpoint to endpoint along the index, as `due_lanes` does: a backlog of a million deliveries costs as much as one.
with recursive endpoints as (
  (select d.endpoint_id from webhook_deliveries d
    where ($1::int[] is null or d.bucket = any($1::int[])) and d.next_attempt_at is not null and not d.in_order
    order by d.endpoint_id limit 1)
  union all
  select (select d.endpoint_id from webhook_deliveries d
           where ($1::int[] is null or d.bucket = any($1::int[])) and d.next_attempt_at is not null and not d.in_order
             and d.endpoint_id > l.endpoint_id
           order by d.endpoint_id limit 1)
    from endpoints l where l.endpoint_id is not null)
select l.endpoint_id from endpoints l
 where l.endpoint_id is not null
   and exists (select 1 from webhook_deliveries d where ($1::int[] is null or d.bucket = any($1::int[]))
                  and d.endpoint_id = l.endpoint_id and d.next_attempt_at <= $2 and not d.in_order);

-- name: due_endpoints_in_order
with recursive endpoints as (
  (select d.endpoint_id from webhook_deliveries d
    where ($1::int[] is null or d.bucket = any($1::int[])) and d.next_attempt_at is not null and d.in_order
    order by d.endpoint_id limit 1)
  union all
  select (select d.endpoint_id from webhook_deliveries d
           where ($1::int[] is null or d.bucket = any($1::int[])) and d.next_attempt_at is not null and d.in_order
             and d.endpoint_id > l.endpoint_id
           order by d.endpoint_id limit 1)
    from endpoints l where l.endpoint_id is not null)
select l.endpoint_id from endpoints l
 where l.endpoint_id is not null
   and exists (select 1 from webhook_deliveries d where ($1::int[] is null or d.bucket = any($1::int[]))
                  and d.endpoint_id = l.endpoint_id and d.next_attempt_at <= $2 and d.in_order);

-- name: claim_deliveries
-- Takes the locks; `lease_deliveries` writes. So what is sent is put together in between, and the row is written once.
select {delivery}, d.in_order, d.body, {endpoint}
  from unnest($2::uuid[], $3::int[]) n (endpoint_id, most)
 cross join lateral (
       select d.* from webhook_deliveries d
        where ($1::int[] is null or d.bucket = any($1::int[])) and d.endpoint_id = n.endpoint_id and d.next_attempt_at <= $4 and not d.in_order
        order by d.next_attempt_at limit n.most for update skip locked) d
  join webhook_endpoints w on w.id = d.endpoint_id;

-- name: claim_next_in_order
-- Not `skip locked`: who comes second waits for the lock, finds the row leased and leaves with nothing, so that the next one is not overtaking.
select {delivery}, d.in_order, d.body, {endpoint}
  from (select d.* from webhook_deliveries d
         where ($1::int[] is null or d.bucket = any($1::int[])) and d.endpoint_id = $2 and d.next_attempt_at <= $3 and d.in_order
           and not exists (select 1 from webhook_deliveries o
                            where ($1::int[] is null or o.bucket = any($1::int[])) and o.endpoint_id = $2 and o.in_order
                              and o.next_attempt_at > $3 and o.lease_token is not null)
         order by d.next_attempt_at limit 1 for update) d
  join webhook_endpoints w on w.id = d.endpoint_id;

-- name: read_subjects
-- What the bodies of first attempts are made of.
select k.nr, e.id, e.tracking_id, e.sequence, e.type, e.occurred_at, e.position, e.doc
  from unnest($1::int[], $2::uuid[]) with ordinality k (bucket, event_id, nr)
  join events e on e.bucket = k.bucket and e.bucket = any($1::int[]) and e.id = k.event_id;

-- name: read_subject_views
-- Checkpoints of then: what was seen later is not told.
select k.nr, {tracking}, {freshness},
       (select json_agg(c.doc order by c.at desc, c.fingerprint) from checkpoints c
         where c.bucket = t.bucket and c.tracking_id = t.id and c.seen_at <= e.occurred_at) as checkpoints
  from unnest($1::int[], $2::uuid[]) with ordinality k (bucket, event_id, nr)
  join events e on e.bucket = k.bucket and e.bucket = any($1::int[]) and e.id = k.event_id
  join trackings t on t.bucket = e.bucket and t.bucket = any($1::int[]) and t.id = e.tracking_id
  join schedule s on s.bucket = t.bucket and s.tracking_id = t.id;

-- name: lease_deliveries
-- The lease is the new due time: what a dead process held is tried again when it ends. A body is written once and stays.
update webhook_deliveries d set lease_token = $5, next_attempt_at = $6, body = coalesce(d.body, r.body)
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[]) r (bucket, endpoint_id, event_id, body)
 where d.bucket = any($1::int[]) and d.bucket = r.bucket and d.endpoint_id = r.endpoint_id and d.event_id = r.event_id;

-- name: insert_attempts
-- rows: bucket int, endpoint_id uuid, event_id uuid, id uuid, started_at timestamptz
-- With the lease and before the request: what was sent can never be more than what stands here.
insert into webhook_attempts (bucket, endpoint_id, event_id, id, started_at)
values :rows(bucket, endpoint_id, event_id, id, started_at)
on conflict (bucket, endpoint_id, event_id, id) do nothing;

-- name: end_attempts
-- The fence: a delivery that another one claimed meanwhile is his. The end of the attempt is written in any case: it happened.
with ended as (
  update webhook_attempts a set ended_at = r.ended_at, outcome = r.outcome, http_status = r.http_status, answer = r.answer
    from unnest($1::int[], $2::uuid[], $3::uuid[], $5::uuid[], $10::timestamptz[], $11::text[], $12::int[], $13::text[])
         r (bucket, endpoint_id, event_id, id, ended_at, outcome, http_status, answer)
   where a.bucket = any($1::int[]) and a.bucket = r.bucket and a.endpoint_id = r.endpoint_id and a.event_id = r.event_id and a.id = r.id)
update webhook_deliveries d set status = r.status, reason = r.reason, next_attempt_at = r.next_attempt_at, lease_token = null,
                                attempts = d.attempts + 1, in_order = false, finished_at = r.finished_at
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[])
       r (bucket, endpoint_id, event_id, token, status, reason, next_attempt_at, finished_at)
 where d.bucket = any($1::int[]) and d.bucket = r.bucket and d.endpoint_id = r.endpoint_id and d.event_id = r.event_id and d.lease_token = r.token
returning d.event_id, d.endpoint_id;

-- name: settle_deliveries
-- Claimed, but there is nothing to send.
update webhook_deliveries d set status = r.status, reason = r.reason, next_attempt_at = null, lease_token = null, finished_at = $6
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) r (bucket, endpoint_id, event_id, status, reason)
 where d.bucket = any($1::int[]) and d.bucket = r.bucket and d.endpoint_id = r.endpoint_id and d.event_id = r.event_id;

-- name: list_deliveries
-- By the primary key backwards: newest events first.
select {delivery}, e.type, e.tracking_id, e.sequence, e.occurred_at
  from webhook_deliveries d join events e on e.bucket = d.bucket and e.id = d.event_id
 where d.bucket = $1 and d.endpoint_id = $2 and d.account_id = $3 and ($4::uuid is null or d.event_id < $4) and ($5::text is null or d.status = $5)
 order by d.event_id desc limit $6;

-- name: find_delivery
select {delivery}, d.body, e.type, e.tracking_id, e.sequence, e.occurred_at
  from webhook_deliveries d join events e on e.bucket = d.bucket and e.id = d.event_id
 where d.bucket = $1 and d.endpoint_id = $2 and d.event_id = $3 and d.account_id = $4;

-- name: attempts_of
select a.event_id, a.id, a.started_at, a.ended_at, a.outcome, a.http_status, a.answer
  from webhook_attempts a
 where a.bucket = $1 and a.endpoint_id = $2 and a.event_id = any($3::uuid[])
 order by a.id;

-- name: replay_delivery
-- Not while it is on its way.
update webhook_deliveries d set status = 'pending', reason = null, next_attempt_at = $5, lease_token = null, attempts = 0, finished_at = null
 where d.bucket = $1 and d.endpoint_id = $2 and d.event_id = $3 and d.account_id = $4 and (d.lease_token is null or d.next_attempt_at <= $5)
returning d.event_id;

-- name: undelivered
-- timeout: 15000
select d.event_id, e.occurred_at, e.tracking_id, e.sequence
  from webhook_deliveries d join events e on e.bucket = d.bucket and e.id = d.event_id
 where d.bucket = $1 and d.endpoint_id = $2 and d.account_id = $3 and d.created_at >= $4 and d.status in ('failed', 'held')
 order by e.occurred_at, e.tracking_id, e.sequence limit $5;

-- name: recover_deliveries
update webhook_deliveries d set status = 'pending', reason = null, next_attempt_at = r.next_attempt_at, in_order = true, lease_token = null,
                                attempts = 0, finished_at = null
  from unnest($1::int[], $2::uuid[], $3::timestamptz[]) r (bucket, event_id, next_attempt_at)
 where d.bucket = any($1::int[]) and d.bucket = r.bucket and d.endpoint_id = $4 and d.event_id = r.event_id and d.status in ('failed', 'held')
returning d.event_id;

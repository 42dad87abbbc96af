-- fragment: notice
n.bucket, n.id, n.account_id, n.tracking_id, n.order_id, n.event_sequence, n.kind, n.occurrence, n.channel, n.recipient, n.language, n.status,
n.reason, n.due_at, n.lease_token, n.attempts, n.number, n.provider_id, n.message_id, n.parts, n.cost, n.currency, n.merged_into, n.history,
n.created_at, n.updated_at

-- fragment: tracking
t.bucket, t.id, t.account_id, t.carrier, t.number, t.shown_number, t.archived, t.override_status, t.override_at, t.order_id,
t.order_created_at, t.pin, t.details, t.state, t.version, t.created_at, t.changed_at,
s.next_check_at, s.last_checked_at, s.check_reason, s.stale_because, s.quiet_checks, s.failed_checks,
s.ticket, s.ticket_until, s.needs, s.pushed_at, s.lane, s.courier

-- name: insert_notices
-- rows: bucket int, id uuid, account_id bigint, tracking_id uuid, order_id text, event_sequence int, kind text, occurrence text, channel text, recipient text, status text, reason text, due_at timestamptz, number text, history json, created_at timestamptz
-- One for each milestone, person and parcel: what was planned before is not planned again.
insert into notices (bucket, id, account_id, tracking_id, order_id, event_sequence, kind, occurrence, channel, recipient, status, reason, due_at,
                     attempts, number, history, created_at, updated_at)
select r.bucket, r.id, r.account_id, r.tracking_id, r.order_id, r.event_sequence, r.kind, r.occurrence, r.channel, r.recipient, r.status, r.reason,
       r.due_at, 0, r.number, r.history, r.created_at, r.created_at
  from (values :rows(bucket, id, account_id, tracking_id, order_id, event_sequence, kind, occurrence, channel, recipient, status, reason, due_at, number, history, created_at))
       r (bucket, id, account_id, tracking_id, order_id, event_sequence, kind, occurrence, channel, recipient, status, reason, due_at, number, history, created_at)
    on conflict do nothing;

-- name: told_recipients
-- Who was told of these trackings, for what is only for them.
select distinct n.tracking_id, n.channel, n.recipient from notices n
 where n.bucket = any($1::int[]) and n.tracking_id = any($2::uuid[]) and n.status in ('sent', 'delivered', 'merged');

-- name: claim_notices
-- As claim_due of schedule: the lease is the new due time, so what a dead process held falls due again.
-- So many of each account. `materialized`: run once, whatever the plan; run again it would lock and lease more than was asked for. The last limit,
-- far above what a process has places for, is for the planner: without a number that it can read it expects a tenth of the table, and reads all.
with d as materialized (
  select d.bucket, d.id
    from unnest($6::bigint[], $7::int[]) w (account_id, most)
   cross join lateral (
         select o.bucket, o.id from notices o
          where ($1::int[] is null or o.bucket = any($1::int[])) and o.channel = $2 and o.account_id = w.account_id and o.due_at <= $3
          order by o.due_at limit w.most for update skip locked) d
   limit 100)
update notices n set lease_token = $4, due_at = $5
  from d, accounts a
 where ($1::int[] is null or n.bucket = any($1::int[])) and n.bucket = d.bucket and n.id = d.id and a.id = n.account_id
returning {notice}, a.name, a.mode, a.base, a.spread, a.settings, a.created_at as account_created_at;

-- name: due_notice_accounts
-- Jumps from account to account along the index, as `due_lanes` does: a backlog of a million notices costs as much as one.
with recursive queues as (
  (select n.channel, n.account_id from notices n
    where ($1::int[] is null or n.bucket = any($1::int[])) and n.due_at is not null
    order by n.channel, n.account_id limit 1)
  union all
  select e.channel, e.account_id from queues q
   cross join lateral (
         select n.channel, n.account_id from notices n
          where ($1::int[] is null or n.bucket = any($1::int[])) and n.due_at is not null
            and (n.channel, n.account_id) > (q.channel, q.account_id)
          order by n.channel, n.account_id limit 1) e)
select q.channel, q.account_id from queues q
 where exists (select 1 from notices n where ($1::int[] is null or n.bucket = any($1::int[]))
                  and n.channel = q.channel and n.account_id = q.account_id and n.due_at <= $2);

-- name: mate_notices
-- Of the same order, kind, channel and person, waiting; oldest first. Not one that may have been told already.
select {notice} from notices n
 where n.bucket = any($1::int[]) and n.account_id = $2 and n.order_id = $3 and n.kind = $4 and n.channel = $5 and n.recipient = $6
   and n.occurrence = $7 and n.status in ('planned', 'held') and n.reason is distinct from 'handing_over' and n.id <> $8
 order by n.created_at, n.id;

-- name: claim_mates
update notices n set lease_token = $9, due_at = $11
 where n.bucket = any($1::int[]) and n.account_id = $2 and n.order_id = $3 and n.kind = $4 and n.channel = $5 and n.recipient = $6
   and n.occurrence = $7 and n.status in ('planned', 'held') and n.reason is distinct from 'handing_over' and n.id <> $8
   and (n.lease_token is null or n.due_at <= $10)
returning {notice};

-- name: begin_notices
-- The same fence as at the end.
update notices n set reason = $4, updated_at = $5
  from unnest($1::int[], $2::uuid[], $3::uuid[]) r (bucket, id, token)
 where n.bucket = any($1::int[]) and n.bucket = r.bucket and n.id = r.id and n.lease_token = r.token
returning n.id;

-- name: finish_notices
-- The fence: only rows that still carry our token.
update notices n set status = r.status, reason = r.reason, due_at = r.due_at, lease_token = null, attempts = r.attempts, language = r.language,
                     provider_id = r.provider_id, message_id = r.message_id, parts = r.parts, cost = r.cost, currency = r.currency,
                     merged_into = r.merged_into, history = r.history, updated_at = $16
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::int[], $8::text[], $9::text[], $10::text[],
              $11::int[], $12::float8[], $13::text[], $14::uuid[], $15::json[])
       r (bucket, id, token, status, reason, due_at, attempts, language, provider_id, message_id, parts, cost, currency, merged_into, history)
 where n.bucket = any($1::int[]) and n.bucket = r.bucket and n.id = r.id and n.lease_token = r.token
returning n.id;

-- name: report_notice
-- What the provider says later. A timer that runs on the row is not leased then.
update notices n set status = $4, reason = $5, due_at = $6, attempts = $7, language = $8, provider_id = $9, message_id = $10, parts = $11, cost = $12,
                     currency = $13, merged_into = $14, history = $15, updated_at = $16, lease_token = null
 where n.bucket = $1 and n.id = $2 and n.status = any($3)
returning n.id;

-- name: notices_of_tracking
select {notice} from notices n where n.bucket = $1 and n.tracking_id = $2 order by n.created_at, n.id;

-- name: find_notice
select {notice} from notices n where n.bucket = $1 and n.id = $2 and n.account_id = $3;

-- name: find_notice_by_provider_id
select {notice} from notices n where n.bucket = any($1::int[]) and n.account_id = $2 and n.provider_id = $3 order by n.created_at desc limit 1;

-- name: list_notices
-- unnamed: absent filters fold away when the plan is made with the parameters.
select {notice} from notices n
 where n.bucket = any($1::int[]) and n.account_id = $2
   and ($3::uuid is null or n.tracking_id = $3)
   and ($4::text is null or n.order_id = $4)
   and ($5::text is null or n.channel = $5)
   and ($6::text[] is null or n.status = any($6))
   and ($7::text is null or n.kind = $7)
   and ($8::timestamptz is null or (n.created_at, n.id) < ($8, $9::uuid))
 order by n.created_at desc, n.id desc limit $10;

-- name: tracking_by_id
select {tracking} from trackings t join schedule s on s.bucket = $1 and s.tracking_id = t.id where t.bucket = $1 and t.id = $2;

-- name: trackings_of_order
select {tracking} from trackings t join schedule s on s.bucket = t.bucket and s.tracking_id = t.id
 where t.bucket = any($1::int[]) and t.account_id = $2 and t.order_id = $3 and not t.archived
 order by t.created_at, t.id limit $4;

-- name: sweep_notices
delete from notices where bucket = $1 and id in (
  select n.id from notices n where n.bucket = $1 and n.account_id = $2 and n.updated_at < $3 and n.due_at is null order by n.id limit $4)
returning id;

-- name: raise_alarm
insert into notice_alarms (bucket, account_id, channel, reason, first_at, told_at) values ($1, $2, $3, $4, $5, $5)
on conflict (bucket, account_id, channel, reason) do update set told_at = excluded.told_at
 where notice_alarms.told_at is null or notice_alarms.told_at < $6
returning reason;

-- name: forget_alarm
delete from notice_alarms where bucket = $1 and account_id = $2 and channel = $3 and reason = $4;

-- name: list_alarms
select a.channel, a.reason, a.first_at, a.told_at from notice_alarms a where a.bucket = $1 and a.account_id = $2 order by a.first_at;

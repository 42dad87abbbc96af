-- fragment: claimed
t.bucket, t.id, t.account_id, t.carrier, t.number, t.shown_number, t.archived, t.override_status, t.override_at, t.order_id,
t.order_created_at, t.pin, t.details, t.state, t.version, t.created_at, t.changed_at,
d.next_check_at, s.last_checked_at, s.check_reason, s.stale_because, s.quiet_checks, s.failed_checks, s.attempts,
s.ticket, s.ticket_until, s.needs, s.pushed_at, s.lane, s.courier,
a.name, a.mode, a.base, a.spread, a.settings, a.created_at as account_created_at

-- name: claim_due
-- The next rows of a lane that are due. The lease is the new due time, so a dead worker's rows fall due again and nobody has to sweep.
-- 34k rows a second at 100 a claim with trackings joined in. One row a time gave 2.6k; a claim by advisory locks 843.
update schedule s set lease_token = $4, next_check_at = $5, attempts = s.attempts + 1
  from (select bucket, tracking_id, next_check_at from schedule
         where ($1::int[] is null or bucket = any($1::int[])) and lane = $2 and next_check_at <= $3
         order by next_check_at limit $6 for update skip locked) d,
       trackings t, accounts a
 where ($1::int[] is null or (s.bucket = any($1::int[]) and t.bucket = any($1::int[])))
   and s.bucket = d.bucket and s.tracking_id = d.tracking_id and t.bucket = d.bucket and t.id = d.tracking_id and a.id = t.account_id
returning {claimed};

-- name: claim_own
-- The same for the rows of one account, thousands at a time: what fills one request of a carrier that takes so many.
update schedule s set lease_token = $4, next_check_at = $5, attempts = s.attempts + 1
  from (select s.bucket, s.tracking_id, s.next_check_at
          from schedule s join trackings t on t.bucket = s.bucket and t.id = s.tracking_id
         where s.bucket = any($1::int[]) and t.bucket = any($1::int[]) and s.lane = $2 and s.next_check_at <= $3 and t.account_id = $7
         order by s.next_check_at limit $6 for update of s skip locked) d,
       trackings t, accounts a
 where s.bucket = any($1::int[]) and t.bucket = any($1::int[])
   and s.bucket = d.bucket and s.tracking_id = d.tracking_id and t.bucket = d.bucket and t.id = d.tracking_id and a.id = t.account_id
returning {claimed};

-- name: claim_one
-- Due or not, but not while somebody holds a live lease. Our own token passes, so that asking again after a lost answer works.
update schedule s set lease_token = $5, next_check_at = $7, attempts = s.attempts + 1
  from (select s.bucket, s.tracking_id, s.next_check_at
          from trackings t join schedule s on s.bucket = $1 and s.tracking_id = t.id
         where t.bucket = $1 and t.account_id = $2 and t.number = $3 and t.carrier = $4
           and (s.lease_token is null or s.lease_token = $5 or s.next_check_at is null or s.next_check_at <= $6)
           for update of s) d,
       trackings t, accounts a
 where s.bucket = $1 and t.bucket = $1
   and s.bucket = d.bucket and s.tracking_id = d.tracking_id and t.bucket = d.bucket and t.id = d.tracking_id and a.id = t.account_id
returning {claimed};

-- name: finish_looks
-- The fence: only rows that still carry our token are written and answered; the rest of the transaction goes on with those alone.
-- A look without news is this one statement on one narrow row.
update schedule s set next_check_at = r.next_check_at, lease_token = null, attempts = 0, last_checked_at = r.last_checked_at,
                      last_outcome = r.outcome, check_reason = r.check_reason, stale_because = r.stale_because,
                      quiet_checks = r.quiet_checks, failed_checks = r.failed_checks,
                      ticket = r.ticket, ticket_until = r.ticket_until, needs = r.needs, lane = r.lane, courier = r.courier
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::int[], $10::int[],
              $11::text[], $12::timestamptz[], $13::text[], $14::text[], $15::text[])
       r (bucket, id, token, next_check_at, last_checked_at, outcome, check_reason, stale_because, quiet_checks, failed_checks,
          ticket, ticket_until, needs, lane, courier)
 where s.bucket = any($1::int[]) and s.bucket = r.bucket and s.tracking_id = r.id and s.lease_token = r.token
returning s.tracking_id;

-- name: update_states
-- A status set by hand while the carrier was asked stays the shown one.
update trackings t set state = r.state, pin = r.pin, status = coalesce(t.override_status, r.status), changed_at = r.changed_at, version = t.version + 1,
                       event_count = t.event_count + r.told
  from unnest($1::int[], $2::uuid[], $3::json[], $4::text[], $5::text[], $6::timestamptz[], $7::int[])
       r (bucket, id, state, pin, status, changed_at, told)
 where t.bucket = any($1::int[]) and t.bucket = r.bucket and t.id = r.id
returning t.id, t.event_count;

-- name: count_events
-- Of looks that changed nothing of the tracking itself, but what is to be told of it.
update trackings t set event_count = t.event_count + r.told
  from unnest($1::int[], $2::uuid[], $3::int[]) r (bucket, id, told)
 where t.bucket = any($1::int[]) and t.bucket = r.bucket and t.id = r.id
returning t.id, t.event_count;

-- name: due_lanes
-- Jumps from lane to lane along the index, so a backlog of a million rows costs as much as an empty one. `select distinct` read them all.
with recursive lanes as (
  (select s.lane from schedule s
    where ($1::int[] is null or s.bucket = any($1::int[])) and s.next_check_at is not null
    order by s.lane limit 1)
  union all
  select (select s.lane from schedule s
           where ($1::int[] is null or s.bucket = any($1::int[])) and s.next_check_at is not null and s.lane > l.lane
           order by s.lane limit 1)
    from lanes l where l.lane is not null)
select l.lane from lanes l
 where l.lane is not null
   and exists (select 1 from schedule s where ($1::int[] is null or s.bucket = any($1::int[])) and s.lane = l.lane and s.next_check_at <= $2);

-- name: wake
-- Rare: a credential was stored. $3 null: whatever the lane. $6: couriers that now can be asked; who guessed one of them is asked about it.
-- Rows that somebody asks the carrier about at the moment are left to him.
update schedule s set next_check_at = $5
  from trackings t
 where s.bucket = any($1::int[]) and t.bucket = any($1::int[]) and s.bucket = t.bucket and s.tracking_id = t.id
   and t.account_id = $2 and not t.archived
   and (($3::text is null or s.lane = $3) and s.stale_because = any($4)
        or s.next_check_at is null and s.stale_because is not null and s.courier is null
           and (t.details -> 'guesses')::jsonb ?| $6::text[])
   and (s.lease_token is null or s.next_check_at <= $5)
returning s.tracking_id;

-- name: hasten
-- A carrier called about these numbers: due now, but for those that somebody asks about at the moment, and marked as told of.
update schedule s set next_check_at = case when s.lease_token is null or s.next_check_at <= $4 then $4 else s.next_check_at end, pushed_at = $4
  from trackings t
 where s.bucket = any($1::int[]) and t.bucket = any($1::int[]) and s.bucket = t.bucket and s.tracking_id = t.id
   and t.account_id = $2 and s.lane = $3 and t.number = any($5::text[]) and not t.archived
returning s.tracking_id;

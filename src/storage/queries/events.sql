-- fragment: planned
case when e.disabled_at is null then 'pending' else 'held' end, case when e.disabled_at is null then null else 'endpoint_disabled' end,
case when e.disabled_at is null then r.occurred_at end, null, 0, null, r.occurred_at

-- name: insert_events
-- rows: bucket int, id uuid, account_id bigint, tracking_id uuid, sequence int, type text, earlier text, occurred_at timestamptz, doc json
-- The events and what is due of them to whom, in one statement: there is no event whose deliveries nobody planned. Receivers of the v1 form get
-- the whole tracking each time, so of one change they are told once: not when an `earlier` event of it was for them as well.
with added as (
  insert into events (bucket, id, account_id, tracking_id, sequence, type, occurred_at, position, doc)
  select r.bucket, r.id, r.account_id, r.tracking_id, r.sequence, r.type, r.occurred_at, null, r.doc
    from (values :rows(bucket, id, account_id, tracking_id, sequence, type, occurred_at, doc))
         r (bucket, id, account_id, tracking_id, sequence, type, occurred_at, doc)
      on conflict (bucket, id) do nothing
  returning bucket, id)
insert into webhook_deliveries (bucket, endpoint_id, event_id, account_id, status, reason, next_attempt_at, lease_token, attempts, body, created_at)
select r.bucket, e.id, r.id, r.account_id, {planned}
  from (values :rows(bucket, id, account_id, type, earlier, occurred_at)) r (bucket, id, account_id, type, earlier, occurred_at)
  join added a on a.bucket = r.bucket and a.id = r.id
  join webhook_endpoints e on e.account_id = r.account_id and e.deleted_at is null and r.type = any(e.types)
   and (e.form <> 'trackru-v1' or not string_to_array(r.earlier, ',') && e.types)
    on conflict (bucket, endpoint_id, event_id) do nothing;

-- name: lock_positions
-- Readers of one feed take turns: each sees what the one before gave.
insert into event_positions (bucket, account_id, last) values ($1, $2, 0)
on conflict (bucket, account_id) do update set last = event_positions.last
returning last;

-- name: give_positions
-- To committed events that no reader has met, oldest first, but never one of a tracking before its predecessors: of two changes the one that was
-- begun first may have waited for the other.
update events e set position = $3 + n.nr
  from (select o.bucket, o.id, row_number() over (order by o.latest, o.sequence) as nr
          from (select u.bucket, u.id, u.sequence, max(u.id::text) over (partition by u.tracking_id order by u.sequence) as latest
                  from (select e.bucket, e.id, e.tracking_id, e.sequence from events e
                         where e.bucket = $1 and e.account_id = $2 and e.position is null
                         order by e.id limit $4) u) o) n
 where e.bucket = $1 and e.bucket = n.bucket and e.id = n.id
returning e.position;

-- name: set_last_position
update event_positions set last = $3 where bucket = $1 and account_id = $2;

-- name: read_events
-- In one look: what has a position, and whether there is anything without one. If not, the page is whole and nobody need take the lock.
select p.is_pending, e.id, e.tracking_id, e.sequence, e.type, e.occurred_at, e.position, e.doc
  from (select exists (select 1 from events u where u.bucket = $1 and u.account_id = $2 and u.position is null) as is_pending) p
  left join (select e.id, e.tracking_id, e.sequence, e.type, e.occurred_at, e.position, e.doc from events e
              where e.bucket = $1 and e.account_id = $2 and e.position > $3
              order by e.position limit $4) e on true
 order by e.position;

-- name: last_position
select last from event_positions where bucket = $1 and account_id = $2;

-- name: find_event
select e.id, e.tracking_id, e.sequence, e.type, e.occurred_at, e.position, e.doc from events e
 where e.bucket = $1 and e.id = $2 and e.account_id = $3;

-- name: events_of_tracking
select e.id, e.tracking_id, e.sequence, e.type, e.occurred_at, e.position, e.doc from events e
 where e.bucket = $1 and e.tracking_id = $2 and e.account_id = $3 and e.sequence > $4
 order by e.sequence limit $5;

-- name: sweep_events
-- Deliveries and their attempts go with them.
delete from events where bucket = $1 and id in (
  select e.id from events e where e.bucket = $1 and e.occurred_at < $2 and not exists (
    select 1 from webhook_deliveries d where d.bucket = $1 and d.event_id = e.id and d.next_attempt_at is not null)
   order by e.id limit $3)
returning id;

-- name: insert_carrier_answers
-- rows: bucket int, tracking_id uuid, at timestamptz, source text, outcome text, status int, sealed text
insert into carrier_answers (bucket, tracking_id, at, source, outcome, status, sealed)
values :rows(bucket, tracking_id, at, source, outcome, status, sealed)
on conflict (bucket, tracking_id, at) do nothing;

-- name: list_carrier_answers
-- The newest of each tracking, a page at a time; $5 is the last id of the page before.
select a.tracking_id, t.carrier, t.number, a.at, a.outcome, a.status, a.sealed
  from trackings t
  join lateral (
    select a.tracking_id, a.at, a.outcome, a.status, a.sealed from carrier_answers a
     where a.bucket = t.bucket and a.tracking_id = t.id and a.source = $3 and a.at >= $4
     order by a.at desc limit 1) a on true
 where t.bucket = any($1::int[]) and t.account_id = $2 and ($5::uuid is null or t.id > $5)
 order by t.id limit $6;

-- name: sweep_carrier_answers
delete from carrier_answers where bucket = any($1::int[]) and at < $2;

-- name: open_period
insert into quota_periods (bucket, account_id, period, used) values ($1, $2, $3, 0)
on conflict (bucket, account_id, period) do nothing;

-- name: lock_period
-- One booking of an account at a time: the limit holds to the unit.
select used from quota_periods where bucket = $1 and account_id = $2 and period = $3 for update;

-- name: booked_before
select q.carrier, q.number
  from unnest($4::text[], $5::text[]) k (carrier, number)
  join quota_charges q on q.bucket = $1 and q.account_id = $2 and q.period = $3 and q.carrier = k.carrier and q.number = k.number;

-- name: charge
-- rows: bucket int, account_id bigint, period text, carrier text, number text
insert into quota_charges (bucket, account_id, period, carrier, number) values :rows(bucket, account_id, period, carrier, number)
on conflict (bucket, account_id, period, carrier, number) do nothing;

-- name: count_charges
update quota_periods set used = used + $4::int where bucket = $1 and account_id = $2 and period = $3;

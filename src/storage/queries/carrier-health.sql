-- name: add_carrier_health
-- rows: bucket int, account_id bigint, carrier text, hour timestamptz, looks int, answered int, empty int, failed int, drifted int, throttled int, refused int, lags_0 int, lags_1 int, lags_2 int, lags_3 int, lags_4 int, lags_5 int, lags_6 int, lags_7 int, units int
-- Some rows every ten seconds, however many looks there were.
insert into carrier_health (bucket, account_id, carrier, hour, looks, answered, empty, failed, drifted, throttled, refused,
                            lags_0, lags_1, lags_2, lags_3, lags_4, lags_5, lags_6, lags_7, units)
values :rows(bucket, account_id, carrier, hour, looks, answered, empty, failed, drifted, throttled, refused,
             lags_0, lags_1, lags_2, lags_3, lags_4, lags_5, lags_6, lags_7, units)
on conflict (bucket, account_id, carrier, hour) do update set
  looks = carrier_health.looks + excluded.looks, answered = carrier_health.answered + excluded.answered,
  empty = carrier_health.empty + excluded.empty, failed = carrier_health.failed + excluded.failed,
  drifted = carrier_health.drifted + excluded.drifted, throttled = carrier_health.throttled + excluded.throttled,
  refused = carrier_health.refused + excluded.refused, lags_0 = carrier_health.lags_0 + excluded.lags_0,
  lags_1 = carrier_health.lags_1 + excluded.lags_1, lags_2 = carrier_health.lags_2 + excluded.lags_2,
  lags_3 = carrier_health.lags_3 + excluded.lags_3, lags_4 = carrier_health.lags_4 + excluded.lags_4,
  lags_5 = carrier_health.lags_5 + excluded.lags_5, lags_6 = carrier_health.lags_6 + excluded.lags_6,
  lags_7 = carrier_health.lags_7 + excluded.lags_7, units = carrier_health.units + excluded.units;

-- name: read_carrier_health
select h.carrier, sum(h.looks)::int as looks, sum(h.answered)::int as answered, sum(h.empty)::int as empty, sum(h.failed)::int as failed,
       sum(h.drifted)::int as drifted, sum(h.throttled)::int as throttled, sum(h.refused)::int as refused, sum(h.units)::int as units,
       array[sum(h.lags_0), sum(h.lags_1), sum(h.lags_2), sum(h.lags_3), sum(h.lags_4), sum(h.lags_5), sum(h.lags_6), sum(h.lags_7)]::int[] as lags
  from carrier_health h
 where h.bucket = $1 and h.account_id = $2 and h.hour >= $3 and h.hour < $4
 group by h.carrier order by h.carrier;

-- name: sweep_carrier_health
delete from carrier_health where bucket = $1 and account_id = $2 and hour < $3;

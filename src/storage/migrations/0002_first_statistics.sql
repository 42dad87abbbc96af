-- Statistics before there are rows. A planner that knows nothing takes every index that begins with `bucket` for equally good, and a
-- session keeps what it planned: the foreign keys looked rows up by bucket alone, and creating 10,000 trackings on a new database fell
-- from 2,000 to 130 a second until autovacuum came by. So a thousand sample rows are analysed and taken away again.
-- One most common value at most: a bucket that is not in a complete list of them is estimated to have no rows at all.
alter table trackings alter column bucket set statistics 1;
alter table trackings alter column account_id set statistics 1;
alter table schedule alter column bucket set statistics 1;
alter table checkpoints alter column bucket set statistics 1;

insert into trackings (bucket, id, account_id, carrier, number, shown_number, status, archived, details, state, version, created_at, changed_at, order_id)
select n % 20, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, n % 20, 'carrier-' || n % 5, 'SAMPLE' || n, 'SAMPLE' || n,
       'status-' || n % 8, false, '{}', '{}', 0, timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute',
       timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute', 'ORDER' || n
  from generate_series(1, 1000) n;

insert into schedule (bucket, tracking_id, lane, next_check_at, attempts, check_reason, quiet_checks, failed_checks)
select t.bucket, t.id, t.carrier, t.created_at, 0, 'new', 0, 0 from trackings t;

insert into checkpoints (bucket, tracking_id, fingerprint, at, doc, seen_at)
select t.bucket, t.id, t.number || '-' || n, t.created_at, '{}', t.created_at from trackings t, generate_series(1, 4) n;

analyze trackings;
analyze schedule;
analyze checkpoints;

truncate trackings, schedule, checkpoints;

alter table trackings alter column bucket set statistics -1;
alter table trackings alter column account_id set statistics -1;
alter table schedule alter column bucket set statistics -1;
alter table checkpoints alter column bucket set statistics -1;

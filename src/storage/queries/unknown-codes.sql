-- name: known_codes
-- How many a carrier has already: a carrier that makes up codes must not fill the table.
select carrier, count(*) as codes from unknown_codes where carrier = any($1) group by carrier;

-- name: count_codes
-- rows: carrier text, code text, attr text, text text, seen bigint, at timestamptz
insert into unknown_codes (carrier, code, attr, text, seen, first_seen_at, last_seen_at) values :rows(carrier, code, attr, text, seen, at, at)
on conflict (carrier, code, attr) do update set seen = unknown_codes.seen + excluded.seen, last_seen_at = excluded.last_seen_at
returning carrier, code, attr, seen;

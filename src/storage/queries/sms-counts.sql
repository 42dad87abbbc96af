-- name: open_sms_account
insert into sms_accounts (bucket, account_id, day, spent, refusals, refusals_since, told) values ($1, $2, $3, 0, 0, $4, '{}')
on conflict (bucket, account_id) do nothing;

-- name: lock_sms_account
-- One booking of an account at a time: the limits hold to the message.
select day, spent, refusals, refusals_since, paused_until, told from sms_accounts where bucket = $1 and account_id = $2 for update;

-- name: read_sms_account
select day, spent, refusals, refusals_since, paused_until, told from sms_accounts where bucket = $1 and account_id = $2;

-- name: write_sms_account
update sms_accounts set day = $3, spent = $4::bigint, refusals = $5::int, refusals_since = $6::timestamptz, paused_until = $7::timestamptz, told = $8::text[]
 where bucket = $1 and account_id = $2;

-- name: find_sms_count
select day, cost from sms_counts where bucket = $1 and account_id = $2 and id = $3;

-- name: count_sms
-- Both parts read a few rows of an index: eight of the phone at most, thirty of the prefix.
select (select count(*) from sms_counts c
         where c.bucket = $1 and c.account_id = $2 and c.phone_hash = $3 and c.booked_at > $6) as of_phone,
       (select count(*) from sms_counts c
         where c.bucket = $1 and c.account_id = $2 and c.phone_hash = $3 and c.booked_at > $6 and c.tracking_id = $4) as of_tracking,
       (select count(*) from sms_counts c
         where c.bucket = $1 and c.account_id = $2 and c.prefix = $5 and c.booked_at > $7) as of_prefix;

-- name: insert_sms_count
-- rows: bucket int, account_id bigint, id uuid, tracking_id uuid, phone_hash text, prefix text, booked_at timestamptz, day text, cost bigint
insert into sms_counts (bucket, account_id, id, tracking_id, phone_hash, prefix, booked_at, day, cost)
values :rows(bucket, account_id, id, tracking_id, phone_hash, prefix, booked_at, day, cost)
on conflict (bucket, account_id, id) do nothing;

-- name: set_sms_cost
update sms_counts set cost = $4::bigint where bucket = $1 and account_id = $2 and id = $3;

-- name: remove_sms_count
delete from sms_counts where bucket = $1 and account_id = $2 and id = $3;

-- name: sweep_sms_counts
delete from sms_counts where bucket = $1 and account_id = $2 and booked_at < $3;

-- name: sum_sms_counts
select count(*) as sent, coalesce(sum(c.cost), 0)::bigint as cost from sms_counts c where c.bucket = $1 and c.account_id = $2 and c.booked_at > $3;

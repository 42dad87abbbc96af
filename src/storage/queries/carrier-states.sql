-- name: ensure_carrier_state
insert into carrier_states (key, state) values ($1, 'null') on conflict (key) do nothing;

-- name: lock_carrier_state
-- Once a second, process and credential that is in use; 0.3 ms with the statements around it.
select state from carrier_states where key = $1 for update;

-- name: read_carrier_shares
select holder, share, until from carrier_shares where key = $1;

-- name: write_carrier_state
update carrier_states set state = $2 where key = $1;

-- name: write_carrier_share
insert into carrier_shares (key, holder, share, until) values ($1, $2, $3, $4)
on conflict (key, holder) do update set share = excluded.share, until = excluded.until;

-- name: remove_carrier_share
delete from carrier_shares where key = $1 and holder = $2;

-- name: sweep_carrier_shares
-- Processes that died left theirs behind. No limit of a carrier has a window of an hour, so nothing of them counts any more.
delete from carrier_shares where key = $1 and until < $2;

-- name: ensure_account
-- One indexed insert. The id comes from name and mode, so several processes that make the same account make one. Whichever of the two keys
-- the other's row is seen under: with a target, the race was lost as a duplicate of the other key.
insert into accounts (id, name, mode, base, spread, settings, created_at) values ($1, $2, $3, $4, 1, '{}', $5)
on conflict do nothing;

-- name: find_account
select id, name, mode, base, spread, settings, created_at from accounts where name = $1 and mode = $2;

-- name: list_accounts
select id, name, mode, base, spread, settings, created_at from accounts order by created_at, id;

-- name: lock_account
select id, name, mode, base, spread, settings, created_at from accounts where id = $1 for update;

-- name: set_account_settings
update accounts set settings = $2 where id = $1;

-- name: find_account_by_id
select id, name, mode, base, spread, settings, created_at from accounts where id = $1;

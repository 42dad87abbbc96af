-- name: put_credential
insert into carrier_credentials (account_id, carrier, sealed, updated_at) values ($1, $2, $3, $4)
on conflict (account_id, carrier) do update set sealed = excluded.sealed, updated_at = excluded.updated_at;

-- name: get_credential
select sealed from carrier_credentials where account_id = $1 and carrier = $2;

-- name: list_credentials
select carrier from carrier_credentials where account_id = $1 order by carrier;

-- name: remove_credential
delete from carrier_credentials where account_id = $1 and carrier = $2 returning carrier;

-- name: accounts_with_credential
select a.id, a.name, a.mode, a.base, a.spread, a.settings, a.created_at
  from carrier_credentials c join accounts a on a.id = c.account_id
 where c.carrier = $1 order by a.id;

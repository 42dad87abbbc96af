-- name: put_credential
insert into carrier_credentials (account_id, carrier, sealed, updated_at) values ($1, $2, $3, $4)
on conflict (account_id, carrier) do update set sealed = excluded.sealed, updated_at = excluded.updated_at;

-- name: get_credential
select sealed from carrier_credentials where account_id = $1 and carrier = $2;

-- name: list_credentials
select carrier from carrier_credentials where account_id = $1 order by carrier;

-- name: remove_credential
delete from carrier_credentials where account_id = $1 and carrier = $2 returning carrier;

-- name: put_channel_credential
insert into channel_credentials (account_id, channel, sealed, updated_at) values ($1, $2, $3, $4)
on conflict (account_id, channel) do update set sealed = excluded.sealed, updated_at = excluded.updated_at;

-- name: get_channel_credential
select sealed from channel_credentials where account_id = $1 and channel = $2;

-- name: remove_channel_credential
delete from channel_credentials where account_id = $1 and channel = $2 returning channel;

-- name: find_template
select blocks from notice_templates where account_id = $1 and channel = $2 and kind = $3 and language = $4;

-- name: list_templates
select channel, kind, language, blocks, updated_at from notice_templates where account_id = $1 order by channel, kind, language;

-- name: put_template
insert into notice_templates (account_id, channel, kind, language, blocks, updated_at) values ($1, $2, $3, $4, $5, $6)
on conflict (account_id, channel, kind, language) do update set blocks = excluded.blocks, updated_at = excluded.updated_at;

-- name: remove_template
delete from notice_templates where account_id = $1 and channel = $2 and kind = $3 and language = $4 returning kind;

-- name: find_suppression
select s.channel, s.recipient, s.reason, s.created_at from suppressions s
 where s.bucket = $1 and s.account_id = $2 and s.channel = $3 and s.recipient = $4 and s.lifted_at is null;

-- name: add_suppression
-- The person's own word is not written over by a merchant's or a server's.
insert into suppressions (bucket, account_id, channel, recipient, reason, created_at, lifted_at, lifted_by) values ($1, $2, $3, $4, $5, $6, null, null)
on conflict (bucket, account_id, channel, recipient) do update
   set reason = excluded.reason, created_at = excluded.created_at, lifted_at = null, lifted_by = null
 where suppressions.lifted_at is not null or excluded.reason in ('unsubscribed', 'stop_word');

-- name: lift_suppression
update suppressions set lifted_at = $5, lifted_by = $6
 where bucket = $1 and account_id = $2 and channel = $3 and recipient = $4 and lifted_at is null
returning recipient;

-- name: list_suppressions
select s.channel, s.recipient, s.reason, s.created_at from suppressions s
 where s.bucket = $1 and s.account_id = $2 and s.lifted_at is null
   and ($3::timestamptz is null or (s.created_at, s.recipient) < ($3, $4::text))
 order by s.created_at desc, s.recipient desc limit $5;

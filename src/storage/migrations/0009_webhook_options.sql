-- The account's e-mail address, by which receivers of the v1 form check `verifyInfo`. Null: the form goes without it.
alter table webhook_endpoints add column legacy_verify_email text;

-- Deliveries that are sent again after an outage go one after the other, as their events happened.
alter table webhook_deliveries add column in_order boolean not null default false;

drop index webhook_deliveries_due_ix;

create index webhook_deliveries_due_ix on webhook_deliveries (endpoint_id, next_attempt_at) where next_attempt_at is not null and not in_order;

create index webhook_deliveries_in_order_ix on webhook_deliveries (endpoint_id, next_attempt_at) where next_attempt_at is not null and in_order;

-- What processes that ask a carrier with one credential must agree on: limits, pauses, breakers, tokens. On Citus: single-shard tables.
create table carrier_states (
  key text not null,
  state json not null,
  constraint carrier_states_pk primary key (key)
);

-- What each process holds of it, while it asks.
create table carrier_shares (
  key text not null,
  holder text not null,
  share json not null,
  until timestamptz not null,
  constraint carrier_shares_pk primary key (key, holder)
);

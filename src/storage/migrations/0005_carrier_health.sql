-- How carriers answered an account, an hour a row; the bucket is the account's base. `lags` counts new events by how late they were seen.
create table carrier_health (
  bucket int not null,
  account_id bigint not null,
  carrier text not null,
  hour timestamptz not null,
  looks int not null,
  answered int not null,
  empty int not null,
  failed int not null,
  drifted int not null,
  throttled int not null,
  refused int not null,
  lags_0 int not null,
  lags_1 int not null,
  lags_2 int not null,
  lags_3 int not null,
  lags_4 int not null,
  lags_5 int not null,
  lags_6 int not null,
  lags_7 int not null,
  constraint carrier_health_pk primary key (bucket, account_id, carrier, hour)
);

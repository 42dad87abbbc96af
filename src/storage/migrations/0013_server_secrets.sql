-- What the server itself keeps sealed. Whether it can be opened tells whether the secret key is the right one.
create table server_secrets (
  name text not null,
  sealed text not null,
  created_at timestamptz not null,
  constraint server_secrets_pk primary key (name)
);

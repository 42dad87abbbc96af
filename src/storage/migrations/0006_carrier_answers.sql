-- What carriers said where there was news or something was wrong: redacted, compressed, sealed, for 30 days, so that a mended adapter can read
-- it again.
create table carrier_answers (
  bucket int not null,
  tracking_id uuid not null,
  at timestamptz not null,
  source text not null,
  outcome text not null,
  status int not null,
  sealed text not null,
  constraint carrier_answers_pk primary key (bucket, tracking_id, at),
  constraint carrier_answers_tracking_fk foreign key (bucket, tracking_id) references trackings (bucket, id) on delete cascade
);

create index carrier_answers_at_ix on carrier_answers (bucket, source, at);

alter table carrier_health add column units int not null default 0;

-- A carrier that works on a question gives a ticket to come back with; one that wants a postcode or phone says which; one that calls us when
-- something happens need not be asked as often. All three belong to polling, so a look without news still writes one narrow row.
alter table schedule add column ticket text;

alter table schedule add column ticket_until timestamptz;

alter table schedule add column needs text;

alter table schedule add column pushed_at timestamptz;

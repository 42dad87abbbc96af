-- Of a number that was registered without a courier: the courier that it turned out to belong to, where that was not the first guess.
alter table schedule add column courier text;

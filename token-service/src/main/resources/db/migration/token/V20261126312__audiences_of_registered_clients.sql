-- What clients that register themselves may ask tokens for; nothing at first.
alter table registration_policy add column audiences text[] not null default '{}';

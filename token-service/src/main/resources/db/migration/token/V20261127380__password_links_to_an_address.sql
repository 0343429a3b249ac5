-- Where a link went: it is worth nothing when the person has another address by now. Null of those made before.
alter table password_link add column address text;

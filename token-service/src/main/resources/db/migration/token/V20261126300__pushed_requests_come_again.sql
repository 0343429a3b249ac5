-- A pushed request may come to the authorization endpoint again until its person has answered, and is used up by the
-- answer (FAPI 2.0 Security Profile §5.3.2.2, note 3). While it waits, pages name it by the second secret.
alter table kept_request add column waiting_hash text;
alter table kept_request add column brought_until timestamptz;
create unique index kept_request_waiting on kept_request (tenant_id, waiting_hash);

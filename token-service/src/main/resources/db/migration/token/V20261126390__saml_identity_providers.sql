-- Identity providers that speak SAML: their metadata as it came, and where it is read again.
alter table identity_provider
    add column metadata          text,
    add column metadata_url      text,
    add column metadata_read_at  timestamptz,
    add column metadata_tried_at timestamptz;

-- Assertions that have been taken, by their issuers' IDs: each once, as long as it could be brought again.
create table consumed_assertion (
    tenant_id      text        not null,
    assertion_hash text        not null,
    expires_at     timestamptz not null,
    primary key (tenant_id, assertion_hash)
);
create index consumed_assertion_expiry on consumed_assertion (tenant_id, expires_at);

-- What opaque access tokens stand for. The token is a secret: only its SHA-256 is here.
create table reference_token (
    tenant_id  text        not null,
    token_hash text        not null,
    claims     text        not null,
    expires_at timestamptz not null,
    primary key (tenant_id, token_hash)
);
create index reference_token_expiry on reference_token (tenant_id, expires_at);

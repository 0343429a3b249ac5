-- Console sessions: the tokens are sealed, the browser's secret is kept as a hash only.
create table console_session (
    tenant_id         text        not null,
    secret_hash       bytea       not null,
    tokens            bytea       not null,
    access_expires_at timestamptz not null,
    created_at        timestamptz not null,
    last_used_at      timestamptz not null,
    primary key (tenant_id, secret_hash)
);

create index console_session_created on console_session (tenant_id, created_at);

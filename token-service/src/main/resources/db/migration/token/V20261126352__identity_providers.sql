-- Providers by which a tenant's people may sign in; the secret that we have there is sealed.
create table identity_provider (
    tenant_id     text        not null,
    id            uuid        not null,
    name          text        not null,
    document      text        not null,
    sealed_secret bytea,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    version       bigint      not null,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

-- Whom somebody of a provider's is here, by the name that never changes there (`sub`).
create table upstream_identity (
    tenant_id        text        not null,
    provider_id      uuid        not null,
    upstream_subject text        not null,
    subject_id       uuid        not null,
    created_at       timestamptz not null,
    last_used_at     timestamptz,
    primary key (tenant_id, provider_id, upstream_subject),
    unique (tenant_id, provider_id, subject_id),
    foreign key (tenant_id, provider_id) references identity_provider on delete cascade
);
create index upstream_identity_subject on upstream_identity (tenant_id, subject_id);

-- Requests that people were sent to a provider with, each once: the SHA-256 of `state`, and of what the browser holds.
create table upstream_request (
    tenant_id    text        not null,
    state_hash   text        not null,
    browser_hash text        not null,
    provider_id  uuid        not null,
    destination  text        not null,
    session_id   uuid,
    fresh_after  timestamptz,
    expires_at   timestamptz not null,
    primary key (tenant_id, state_hash)
);
create index upstream_request_expiry on upstream_request (tenant_id, expires_at);

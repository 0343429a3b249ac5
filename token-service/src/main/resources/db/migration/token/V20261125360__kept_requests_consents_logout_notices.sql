-- Authorization requests that were pushed (RFC 9126), or that wait for a person. The URI that stands for one is a
-- secret: only its SHA-256 is here.
create table kept_request (
    tenant_id   text        not null,
    secret_hash text        not null,
    client_id   uuid        not null,
    pushed      boolean     not null,
    parameters  text        not null,
    expires_at  timestamptz not null,
    primary key (tenant_id, secret_hash)
);
create index kept_request_expiry on kept_request (tenant_id, expires_at);

-- What a person has agreed to let a client have; asked for once.
create table consent (
    tenant_id  text        not null,
    subject_id uuid        not null,
    client_id  uuid        not null,
    granted    text[]      not null,
    given_at   timestamptz not null,
    primary key (tenant_id, subject_id, client_id)
);
create index consent_client on consent (tenant_id, client_id);

-- Clients that are still to be told that a session has ended (OpenID Connect Back-Channel Logout).
create table logout_notice (
    tenant_id       text        not null,
    id              uuid        not null,
    client_id       uuid        not null,
    subject_id      uuid        not null,
    sid             uuid        not null,
    attempts        int         not null,
    next_attempt_at timestamptz not null,
    primary key (tenant_id, id)
);

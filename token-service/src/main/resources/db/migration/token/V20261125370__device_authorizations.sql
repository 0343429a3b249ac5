-- What devices have asked for (RFC 8628). The device's code is a secret: only its SHA-256 is here.
create table device_authorization (
    tenant_id        text        not null,
    device_code_hash text        not null,
    user_code        text        not null,
    client_id        uuid        not null,
    scopes           text[]      not null,
    audiences        text[]      not null,
    state            text        not null check (state in ('PENDING', 'DENIED', 'APPROVED', 'SPENT')),
    approval_id      uuid,
    expires_at       timestamptz not null,
    interval_seconds int         not null,
    asked_at         timestamptz,
    primary key (tenant_id, device_code_hash),
    unique (tenant_id, user_code)
);
create index device_authorization_expiry on device_authorization (tenant_id, expires_at);

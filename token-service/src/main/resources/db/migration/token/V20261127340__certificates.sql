-- Certificates that people sign in with: one of the tenant's own authorities by whom it was issued to, one of outside
-- by its SHA-256.
create table enrolled_certificate (
    tenant_id    text        not null,
    id           uuid        not null,
    subject_id   uuid        not null,
    identity     text        not null,
    name         text        not null,
    issued_by    text        not null,
    earned_by    text[]      not null, -- what its owner had proved when it was enrolled (RFC 8176)
    created_at   timestamptz not null,
    last_used_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, identity)
);
create index enrolled_certificate_subject on enrolled_certificate (tenant_id, subject_id);

-- Browsers on their way to the listener that asks for certificates, and back: the SHA-256 of the ticket they go with
-- and of the answer they come back with, each good once, and what only the browser's cookie gives.
create table certificate_errand (
    tenant_id   text        not null,
    ticket_hash text        not null,
    purpose     text        not null,
    binding     text        not null,
    note        text        not null,
    answer_hash text,
    certificate bytea,
    expires_at  timestamptz not null,
    primary key (tenant_id, ticket_hash),
    unique (tenant_id, answer_hash)
);
create index certificate_errand_expiry on certificate_errand (tenant_id, expires_at);

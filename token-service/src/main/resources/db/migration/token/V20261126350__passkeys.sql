-- Public keys of people's authenticators (WebAuthn Level 3 §4, credential records).
create table passkey (
    tenant_id       text        not null,
    id              uuid        not null,
    subject_id      uuid        not null,
    credential_id   text        not null, -- base64url
    public_key      text        not null, -- attested credential data (§6.5.1), base64url
    sign_count      bigint      not null,
    backup_eligible boolean     not null,
    backed_up       boolean     not null,
    transports      text[]      not null,
    name            text        not null,
    created_at      timestamptz not null,
    last_used_at    timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, credential_id)
);
create index passkey_subject on passkey (tenant_id, subject_id);

-- What an authenticator is asked to sign, each once: the SHA-256 of the challenge, and of what it belongs to.
create table passkey_challenge (
    tenant_id      text        not null,
    challenge_hash text        not null,
    binding        text        not null,
    expires_at     timestamptz not null,
    primary key (tenant_id, challenge_hash)
);
create index passkey_challenge_expiry on passkey_challenge (tenant_id, expires_at);

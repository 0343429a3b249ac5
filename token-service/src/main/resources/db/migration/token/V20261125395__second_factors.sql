-- What people's authenticators share with us, sealed; the last step whose code has been used.
create table totp (
    tenant_id     text   not null,
    subject_id    uuid   not null,
    sealed_secret bytea  not null,
    confirmed_at  timestamptz,
    last_step     bigint not null default 0,
    primary key (tenant_id, subject_id)
);

-- Codes that stand in for the authenticator, each once: 80 random bits, of which the SHA-256 is here.
create table recovery_code (
    tenant_id  text not null,
    subject_id uuid not null,
    code_hash  text not null,
    primary key (tenant_id, subject_id, code_hash)
);

-- What has been proved in a sign-in that needs more than the password. The form names it by a secret, of which only
-- the SHA-256 is here, as of the secret in the cookie of the browser it belongs to.
create table sign_in_step (
    tenant_id     text        not null,
    step_hash     text        not null,
    browser_hash  text        not null,
    subject_id    uuid        not null,
    tenant_epoch  bigint      not null,
    subject_epoch bigint      not null,
    factors       text[]      not null,
    outworn       boolean     not null,
    expires_at    timestamptz not null,
    primary key (tenant_id, step_hash)
);
create index sign_in_step_subject on sign_in_step (tenant_id, subject_id);

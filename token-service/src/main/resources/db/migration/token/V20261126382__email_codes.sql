-- Codes in letters, each for one step of one sign-in: derived from the code and the step's secret, of which only the
-- SHA-256 is here.
create table email_code (
    tenant_id  text        not null,
    step_hash  text        not null,
    code_hash  text        not null,
    expires_at timestamptz not null,
    primary key (tenant_id, step_hash)
);
create index email_code_expiry on email_code (expires_at);

-- Keys that have been shown to people and wait for their first code, each for one page in one browser; sealed.
create table totp_proposal (
    tenant_id     text        not null,
    subject_id    uuid        not null,
    page_hash     text        not null,
    sealed_secret bytea       not null,
    expires_at    timestamptz not null,
    primary key (tenant_id, subject_id, page_hash)
);
create index totp_proposal_expiry on totp_proposal (expires_at);
delete from totp where confirmed_at is null;

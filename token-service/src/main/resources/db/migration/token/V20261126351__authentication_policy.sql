-- What a tenant asks of people who sign in, as JSON; a tenant without a row has the defaults.
create table authentication_policy (
    tenant_id  text        not null,
    document   text        not null,
    updated_at timestamptz not null,
    version    bigint      not null,
    primary key (tenant_id)
);

-- What model the authenticator was (all zero: it did not say), and whether an attestation proved that.
alter table passkey add column aaguid uuid not null default '00000000-0000-0000-0000-000000000000';
alter table passkey add column attested boolean not null default false;

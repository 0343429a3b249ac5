-- How a tenant's pages look and speak, as JSON; a tenant without a row has the defaults.
create table appearance_policy (
    tenant_id  text        not null,
    document   text        not null,
    updated_at timestamptz not null,
    version    bigint      not null,
    primary key (tenant_id)
);

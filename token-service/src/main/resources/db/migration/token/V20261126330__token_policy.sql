-- What a tenant lets its token service do that is off for good reasons; a tenant without a row has the defaults.
create table token_policy (
    tenant_id      text        not null primary key,
    implicit_flows boolean     not null,
    updated_at     timestamptz not null,
    version        bigint      not null
);

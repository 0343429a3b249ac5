-- The types of authorization details (RFC 9396) that resource servers take.
create table authorization_details_type (
    tenant_id       text        not null,
    id              uuid        not null,
    name            text        not null,
    title           text        not null,
    resource_server text        not null,
    schema          text        not null,
    enabled         boolean     not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    version         bigint      not null,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

-- What was asked for and given in detail: a JSON array, or nothing.
alter table approval add column authorization_details text not null default '';
alter table device_authorization add column authorization_details text not null default '';

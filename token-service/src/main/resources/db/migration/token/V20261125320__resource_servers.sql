create table resource_server (
    tenant_id text not null,
    id uuid not null,
    name text not null,
    uri text not null,
    clients text[] not null,
    scopes text[] not null,
    enabled boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version bigint not null,
    primary key (tenant_id, id)
);

create unique index resource_server_name on resource_server (tenant_id, name);
create unique index resource_server_uri on resource_server (tenant_id, uri);

-- A client's protocol settings; its name, and whether it is enabled, stand in its directory entry of the same id.
create table oauth_client (
    tenant_id text not null,
    subject_id uuid not null,
    metadata jsonb not null,
    second_method text,
    secrets jsonb not null,
    management_hash text,
    updated_at timestamptz not null,
    version bigint not null,
    primary key (tenant_id, subject_id)
);

create index oauth_client_self_registered on oauth_client (tenant_id) where management_hash is not null;

-- Who may register clients by themselves, and what they may ask for; a tenant without a row has the defaults.
create table registration_policy (
    tenant_id text not null,
    open_registration boolean not null,
    require_pkce boolean not null,
    grant_types text[] not null,
    scopes text[] not null,
    maximum_clients integer not null,
    updated_at timestamptz not null,
    version bigint not null,
    primary key (tenant_id)
);

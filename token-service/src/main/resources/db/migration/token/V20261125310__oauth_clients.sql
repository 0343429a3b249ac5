-- A client's protocol settings; its name, and whether it is enabled, stand in its directory entry of the same id.
create table oauth_client (
    tenant_id text not null,
    subject_id uuid not null,
    grant_types text[] not null,
    redirect_uris text[] not null,
    authentication_methods text[] not null,
    secret_sha256 bytea,
    jwks text,
    audiences text[] not null,
    scopes text[] not null,
    id_token_algorithm text not null,
    updated_at timestamptz not null,
    version bigint not null,
    primary key (tenant_id, subject_id)
);

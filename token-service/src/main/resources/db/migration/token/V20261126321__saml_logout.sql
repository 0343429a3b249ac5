-- Whom a browser still has to go to after its session has ended by single logout.
create table saml_logout (
    tenant_id  text        not null,
    id_hash    text        not null,
    round      jsonb       not null,
    expires_at timestamptz not null,
    primary key (tenant_id, id_hash)
);

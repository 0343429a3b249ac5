-- The keys that a tenant signs SAML messages with; the private halves sealed for (tenant, saml-key/id).
create table saml_key (
    tenant_id          text        not null,
    id                 uuid        not null,
    state              text        not null check (state in ('NEXT', 'ACTIVE', 'PREVIOUS', 'RETIRED')),
    certificate        bytea       not null,
    sealed_private_key bytea       not null,
    created_at         timestamptz not null,
    state_since        timestamptz not null,
    primary key (tenant_id, id)
);
create unique index saml_key_state on saml_key (tenant_id, state) where state <> 'RETIRED';

-- A SAML service provider: its metadata as it came, and what the tenant's administrators decided about it.
create table service_provider (
    tenant_id           text        not null,
    id                  uuid        not null,
    name                text        not null,
    entity_id           text        not null,
    metadata            text        not null,
    metadata_url        text,
    metadata_read_at    timestamptz not null,
    metadata_tried_at   timestamptz not null,
    settings            jsonb       not null,
    enabled             boolean     not null,
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    version             bigint      not null,
    primary key (tenant_id, id),
    unique (tenant_id, name),
    unique (tenant_id, entity_id)
);

-- By what a service provider knows a person (persistent NameID, SAML core §8.3.7). Rows are never deleted, so that no
-- name is given again.
create table saml_name_id (
    tenant_id           text        not null,
    service_provider_id uuid        not null,
    subject_id          uuid        not null,
    name_id             text        not null,
    created_at          timestamptz not null,
    primary key (tenant_id, service_provider_id, subject_id),
    unique (tenant_id, service_provider_id, name_id)
);

-- The NameID by which a session is known to a service provider that it has signed in to.
create table saml_participant (
    tenant_id           text not null,
    session_id          uuid not null,
    service_provider_id uuid not null,
    name_id             text not null,
    name_id_format      text not null,
    primary key (tenant_id, session_id, service_provider_id),
    foreign key (tenant_id, session_id) references session on delete cascade
);

-- Directories by whose passwords a tenant's people may sign in; the password that we have there is sealed.
create table ldap_source (
    tenant_id       text        not null,
    id              uuid        not null,
    name            text        not null,
    document        text        not null,
    sealed_password bytea,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    version         bigint      not null,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

-- Whom an entry of a directory is here, by the id that never changes there.
create table ldap_person (
    tenant_id    text        not null,
    source_id    uuid        not null,
    external_id  text        not null,
    subject_id   uuid        not null,
    created_at   timestamptz not null,
    last_used_at timestamptz,
    primary key (tenant_id, source_id, external_id),
    unique (tenant_id, subject_id),
    foreign key (tenant_id, source_id) references ldap_source on delete cascade
);

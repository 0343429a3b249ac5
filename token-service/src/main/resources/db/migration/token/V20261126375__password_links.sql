-- Links by which people set a password, each good once: the SHA-256 of what stands in it. A person has one at most.
create table password_link (
    tenant_id     text        not null,
    subject_id    uuid        not null,
    link_hash     text        not null,
    tenant_epoch  bigint      not null,
    subject_epoch bigint      not null,
    expires_at    timestamptz not null,
    primary key (tenant_id, subject_id),
    unique (tenant_id, link_hash)
);

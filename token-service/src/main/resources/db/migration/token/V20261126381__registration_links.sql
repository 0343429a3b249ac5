-- Links by which somebody proves an e-mail address before there is an account: the SHA-256 of what stands in one. An
-- address has one at most.
create table registration_link (
    tenant_id  text        not null,
    address    text        not null,
    link_hash  text        not null,
    browser    text        not null,
    request    text        not null,
    expires_at timestamptz not null,
    primary key (tenant_id, address),
    unique (tenant_id, link_hash)
);
create index registration_link_expiry on registration_link (expires_at);

-- The sessions that people have at the SAML identity providers they came from, and by what name they are known there. Kept
-- from the answer on; without a session of ours until the sign-in is through.
create table upstream_session (
    tenant_id   text        not null,
    id          uuid        not null,
    provider_id uuid        not null,
    name_id     jsonb       not null,
    name        text        not null,
    index       text,
    ends_at     timestamptz,
    session_id  uuid,
    kept_until  timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, provider_id) references identity_provider on delete cascade,
    foreign key (tenant_id, session_id) references session on delete cascade
);
create index upstream_session_session on upstream_session (tenant_id, session_id);
create index upstream_session_name on upstream_session (tenant_id, provider_id, name);

alter table sign_in_step add column upstream_session_id uuid;

-- Where a browser goes on to when an identity provider has answered our logout request.
create table upstream_logout (
    tenant_id   text        not null,
    state_hash  text        not null,
    provider_id uuid        not null,
    destination text        not null,
    expires_at  timestamptz not null,
    primary key (tenant_id, state_hash)
);

-- Signing keys in their states; the private half is sealed for (tenant, token-key/KID).
create table signing_key (
    tenant_id text not null,
    kid text not null,
    algorithm text not null check (algorithm in ('ES256', 'RS256', 'PS256', 'EdDSA', 'ES384', 'ES512')),
    state text not null
        check (state in ('PREPARED', 'PUBLISHED', 'ACTIVE', 'DRAINING', 'RETIRED', 'COMPROMISED')),
    public_key bytea not null,
    sealed_private_key bytea not null,
    created_at timestamptz not null,
    state_since timestamptz not null,
    primary key (tenant_id, kid)
);

-- One key of an algorithm signs at a time, and one at most is to follow it.
create unique index signing_key_active on signing_key (tenant_id, algorithm) where state = 'ACTIVE';
create unique index signing_key_successor on signing_key (tenant_id, algorithm)
    where state in ('PREPARED', 'PUBLISHED');

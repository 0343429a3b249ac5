-- DPoP proofs that were used, until nobody would accept them any more (RFC 9449 §11.1).
create table used_dpop_proof (
    tenant_id text not null,
    proof_sha256 bytea not null,
    expires_at timestamptz not null,
    primary key (tenant_id, proof_sha256)
);

create index used_dpop_proof_expiry on used_dpop_proof (tenant_id, expires_at);

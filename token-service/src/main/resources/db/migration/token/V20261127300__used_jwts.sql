-- Client assertions and DPoP proofs that were used, until nobody would accept them any more (RFC 7523 §3, RFC 9449
-- §11.1): one table, so that all that are used at the same time share a statement and a commit.
create table used_jwt (
    tenant_id text not null,
    jwt_sha256 bytea not null,
    expires_at timestamptz not null,
    primary key (tenant_id, jwt_sha256)
);

-- What has expired is removed for all tenants at a time. Rows come nearly in the order in which they go, and this index
-- costs next to nothing to keep.
create index used_jwt_expiry on used_jwt using brin (expires_at) with (pages_per_range = 16, autosummarize = on);

drop table used_client_assertion;
drop table used_dpop_proof;

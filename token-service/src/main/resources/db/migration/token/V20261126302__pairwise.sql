-- What pairwise subjects are derived with; one for each tenant for good, sealed for (tenant, pairwise-key).
create table pairwise_key (
    tenant_id text primary key,
    sealed_key bytea not null
);

-- An ID token that is exchanged names its session as its client knows it.
create index approval_sid on approval (tenant_id, sid);

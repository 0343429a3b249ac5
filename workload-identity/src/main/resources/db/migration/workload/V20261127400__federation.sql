-- Foreign trust domains, where their bundles are fetched, and the last good bundle of each. `endpoint` is the SPIFFE ID
-- of whoever serves it, and null for the profile https_web.
CREATE TABLE workload_federation (
    tenant_id    text        NOT NULL,
    id           uuid        NOT NULL,
    trust_domain text        NOT NULL,
    url          text        NOT NULL,
    endpoint     text,
    enabled      boolean     NOT NULL,
    version      bigint      NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    bundle       text,
    fetched_at   timestamptz,
    due_at       timestamptz NOT NULL,
    problem      text        NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, trust_domain),
    CHECK ((bundle IS NULL) = (fetched_at IS NULL))
);

-- Which foreign trust domains a workload trusts.
ALTER TABLE workload
    ADD COLUMN federates_with text[] NOT NULL DEFAULT '{}';

-- The last refusals of what a trusted issuer had signed, by the id of the request: the claims and nothing else of the
-- token. Claims are null when they were too large to keep.
CREATE TABLE workload_refusal (
    tenant_id text        NOT NULL,
    reference text        NOT NULL,
    at        timestamptz NOT NULL,
    issuer    text        NOT NULL,
    reason    text        NOT NULL,
    claims    text,
    PRIMARY KEY (tenant_id, reference)
);

CREATE INDEX workload_refusal_at ON workload_refusal (tenant_id, at);

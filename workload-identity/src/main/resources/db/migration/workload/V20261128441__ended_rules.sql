-- Workloads that have lost a rule that names nodes, until what those nodes spoke for is revoked.
CREATE TABLE workload_ended_rule (
    tenant_id   text        NOT NULL,
    workload_id uuid        NOT NULL,
    ended_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, workload_id)
);

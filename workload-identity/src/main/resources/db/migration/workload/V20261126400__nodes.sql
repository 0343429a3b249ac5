-- What a node has beside its directory entry, under the same id: the key it joined with, by the SHA-256 of its
-- SubjectPublicKeyInfo. An evicted node has none.
CREATE TABLE workload_node (
    tenant_id text        NOT NULL,
    id        uuid        NOT NULL,
    key_hash  bytea,
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- Join tokens that are not used up, by their SHA-256.
CREATE TABLE workload_join_token (
    tenant_id     text        NOT NULL,
    id            uuid        NOT NULL,
    token_hash    bytea       NOT NULL,
    node          text        NOT NULL,
    address_range cidr,
    expires_at    timestamptz NOT NULL,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash)
);

CREATE INDEX workload_join_token_expires ON workload_join_token (tenant_id, expires_at);

-- A rule: whoever has exactly these selectors on that node is the workload. The node need not have joined.
CREATE TABLE workload_node_rule (
    tenant_id   text        NOT NULL,
    id          uuid        NOT NULL,
    workload_id uuid        NOT NULL,
    node        text        NOT NULL,
    selectors   text[]      NOT NULL,
    hint        text        NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, workload_id, node, selectors),
    FOREIGN KEY (tenant_id, workload_id) REFERENCES workload (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX workload_node_rule_node ON workload_node_rule (tenant_id, node);

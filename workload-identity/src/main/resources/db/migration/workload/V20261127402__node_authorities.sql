-- Outside certificate authorities whose machines join as nodes under their DNS names in this domain.
CREATE TABLE workload_node_authority (
    tenant_id        text        NOT NULL,
    id               uuid        NOT NULL,
    name             text        NOT NULL,
    anchors          text        NOT NULL,
    domain           text        NOT NULL,
    revocation_lists text,
    enabled          boolean     NOT NULL,
    version          bigint      NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

-- The authority that a node joined by, for one that joined by a certificate.
ALTER TABLE workload_node
    ADD COLUMN authority_id uuid;

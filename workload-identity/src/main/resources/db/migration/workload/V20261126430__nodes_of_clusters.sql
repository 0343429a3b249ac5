-- Which service accounts' pods may make the nodes they run on nodes here, and what those nodes' names end with.
ALTER TABLE workload_issuer
    ADD COLUMN node_accounts text[] NOT NULL DEFAULT '{}',
    ADD COLUMN node_suffix   text,
    ADD UNIQUE (tenant_id, node_suffix);

-- The node of a cluster that a node is, for one that joined by its cluster's token.
ALTER TABLE workload_node
    ADD COLUMN issuer_id        uuid,
    ADD COLUMN cluster_node     text,
    ADD COLUMN cluster_node_uid text,
    ADD CHECK ((issuer_id IS NULL) = (cluster_node IS NULL) AND (issuer_id IS NULL) = (cluster_node_uid IS NULL));

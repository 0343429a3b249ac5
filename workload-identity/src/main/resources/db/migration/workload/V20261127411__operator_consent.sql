-- Whether the installation's operator lets it prove anything. What there is already counts as before.
ALTER TABLE workload_issuer
    ADD COLUMN consented boolean NOT NULL DEFAULT true;
ALTER TABLE workload_node_authority
    ADD COLUMN consented boolean NOT NULL DEFAULT true;

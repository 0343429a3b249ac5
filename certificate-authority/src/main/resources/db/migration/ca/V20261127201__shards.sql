-- The part of its authority's revocation list that a certificate is in, and that its distribution point names.
ALTER TABLE ca_certificate ADD COLUMN shard int NOT NULL DEFAULT 0;

-- The parts so far. New certificates go into the last one. `assigned`: how many live certificates it has at the most.
CREATE TABLE ca_shard (
    tenant_id text   NOT NULL,
    authority text   NOT NULL,
    shard     int    NOT NULL,
    assigned  bigint NOT NULL,
    PRIMARY KEY (tenant_id, authority, shard),
    FOREIGN KEY (tenant_id, authority) REFERENCES ca_authority (tenant_id, name)
);

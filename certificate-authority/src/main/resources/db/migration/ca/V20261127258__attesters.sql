-- The node that spoke for the holder, when a certificate was given for its word, be it with a token between.
ALTER TABLE ca_certificate ADD COLUMN attester_id uuid;

-- What is still to be revoked of what a node spoke for, and no more.
CREATE INDEX ca_certificate_attester ON ca_certificate (tenant_id, attester_id, not_after)
    WHERE attester_id IS NOT NULL AND (revoked_at IS NULL OR revocation_reason = 'certificateHold');

-- Nodes that have been banned, evicted or deleted, until all that they spoke for before is revoked.
CREATE TABLE ca_ended_attester (
    tenant_id   text        NOT NULL,
    attester_id uuid        NOT NULL,
    name        text        NOT NULL,
    ended_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, attester_id)
);

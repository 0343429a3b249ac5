-- The node that spoke for the holder, as with X.509 certificates.
ALTER TABLE ca_ssh_certificate ADD COLUMN attester_id uuid;

CREATE INDEX ca_ssh_certificate_attester ON ca_ssh_certificate (tenant_id, attester_id, not_after)
    WHERE attester_id IS NOT NULL AND (revoked_at IS NULL OR held_with_holder);

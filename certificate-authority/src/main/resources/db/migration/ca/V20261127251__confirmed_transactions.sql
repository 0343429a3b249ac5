-- The nonce stays when a certificate waits no longer for its confirmation: whoever confirms again is told so.
ALTER TABLE cmp_transaction DROP CONSTRAINT cmp_transaction_check;
ALTER TABLE cmp_transaction ADD CONSTRAINT cmp_transaction_waits
    CHECK (num_nulls(certificate_id, request_id) IN (0, 2) AND (certificate_id IS NULL OR nonce IS NOT NULL));

-- CRL numbers never go back (RFC 5280 §5.2.3), nor those of lists that were first signed after the backup: a list is
-- signed at most once a second.
DO $$ BEGIN
    EXECUTE format('ALTER TABLE ca_revocation_list ALTER COLUMN number SET DEFAULT %s',
        extract(epoch FROM clock_timestamp())::bigint);
END $$;
UPDATE ca_revocation_list
   SET number = greatest(number + 1, extract(epoch FROM clock_timestamp())::bigint), signed_revision = NULL,
       signed_xmin = NULL, complete_at = NULL;
-- Transactions are counted anew, and the next lists are made of all records.
UPDATE ca_certificate SET state_xact = NULL WHERE state_xact IS NOT NULL;

-- Nonces under this key may have been used.
DELETE FROM acme_nonce_key;
DELETE FROM acme_used_nonce;

-- A credential that no account is bound to yet, or that has earned no certificate, may have been used by now.
DELETE FROM acme_credential WHERE account_id IS NULL;

-- Certificates that waited for their confirmation may have been confirmed.
DELETE FROM cmp_transaction;

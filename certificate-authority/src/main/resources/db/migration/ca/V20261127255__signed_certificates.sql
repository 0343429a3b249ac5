-- What was signed, beside the record that was written before: a record of which there is nothing here was not signed, or
-- not given out. Signing writes no record, and none of its indexes, a second time. Removed together with the record.
CREATE TABLE ca_signed_certificate (
    tenant_id   text  NOT NULL,
    id          uuid  NOT NULL,
    certificate bytea NOT NULL,
    fingerprint text  NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

INSERT INTO ca_signed_certificate (tenant_id, id, certificate, fingerprint)
SELECT tenant_id, id, certificate, fingerprint FROM ca_certificate WHERE certificate IS NOT NULL
 ORDER BY tenant_id, id;

CREATE INDEX ca_signed_certificate_fingerprint ON ca_signed_certificate (tenant_id, fingerprint);

-- With them go the check of both and the index.
ALTER TABLE ca_certificate DROP COLUMN certificate, DROP COLUMN fingerprint;

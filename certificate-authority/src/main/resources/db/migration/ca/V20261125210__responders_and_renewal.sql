-- The delegated OCSP responders. A key is sealed for `ca-ocsp-key/AUTHORITY`.
CREATE TABLE ca_ocsp_responder (
    tenant_id   text        NOT NULL,
    authority   text        NOT NULL,
    certificate bytea       NOT NULL,
    sealed_key  bytea       NOT NULL,
    renew_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, authority),
    FOREIGN KEY (tenant_id, authority) REFERENCES ca_authority (tenant_id, name)
);

-- The record of the certificate that this one renewed.
ALTER TABLE ca_certificate ADD COLUMN renews uuid;

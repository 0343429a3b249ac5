-- What the certificate was given for, in words, as far as it was more than a token of ours or the one before.
ALTER TABLE ca_certificate ADD COLUMN evidence text;
-- What renewed a certificate.
CREATE INDEX ca_certificate_renews ON ca_certificate (tenant_id, renews) WHERE renews IS NOT NULL;

-- What signs in an authority's name: its OCSP responder, its CMP server. A key is sealed for `ca-TASK-key/AUTHORITY`.
ALTER TABLE ca_ocsp_responder RENAME TO ca_delegate;
ALTER TABLE ca_delegate ADD COLUMN task text NOT NULL DEFAULT 'ocsp' CHECK (task IN ('ocsp', 'cmp'));
ALTER TABLE ca_delegate ALTER COLUMN task DROP DEFAULT;
ALTER TABLE ca_delegate DROP CONSTRAINT ca_ocsp_responder_pkey;
ALTER TABLE ca_delegate ADD PRIMARY KEY (tenant_id, authority, task);

-- What the MAC key is for: an account of ACME's, or one certificate by CMP, whose transaction `account_id` is then.
ALTER TABLE acme_credential ADD COLUMN protocol text NOT NULL DEFAULT 'ACME' CHECK (protocol IN ('ACME', 'CMP'));
ALTER TABLE acme_credential ALTER COLUMN protocol DROP DEFAULT;

-- Transactions of CMP that have been begun, so that none is begun twice, for as long as a message may be shown again;
-- `certificate_id` waits for its confirmation, which repeats the `request_id` of the request and the `nonce` of the answer.
CREATE TABLE cmp_transaction (
    tenant_id      text        NOT NULL,
    id             bytea       NOT NULL,
    sender         text        NOT NULL,
    certificate_id uuid,
    request_id     int,
    nonce          bytea,
    expires_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (num_nulls(certificate_id, request_id, nonce) IN (0, 3))
);

-- What is over is looked for in all tenants at once.
CREATE INDEX cmp_transaction_expiry ON cmp_transaction (expires_at);

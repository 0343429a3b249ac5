-- The moduli of the RSA keys that were certified, to find keys that share a prime with one of them.
CREATE TABLE ca_rsa_key (
    tenant_id  text        NOT NULL,
    key_hash   bytea       NOT NULL,
    modulus    bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key_hash)
);

CREATE INDEX ca_rsa_key_newest ON ca_rsa_key (tenant_id, created_at DESC);

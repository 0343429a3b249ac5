-- Who certified an authority when it was not the tenant's own root: their certificates one after the other in DER, up to
-- and with their root. `issuer` is then its own name. `system_root`: the system tenant's root, when it was that one.
ALTER TABLE ca_authority ADD COLUMN above bytea[] NOT NULL DEFAULT '{}';
ALTER TABLE ca_authority ADD COLUMN system_root text;
CREATE INDEX ca_authority_system_root ON ca_authority (tenant_id, system_root) WHERE system_root IS NOT NULL;

-- Issuing authorities that wait for others to certify them. A key is sealed for `ca-key/NAME`, or in the token.
CREATE TABLE ca_authority_request (
    tenant_id  text        NOT NULL,
    name       text        NOT NULL,
    request    bytea       NOT NULL,
    public_key bytea       NOT NULL,
    sealed_key bytea,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- The DNS zones and ranges of addresses, beside the tenant's own name, that the next authorities may certify.
CREATE TABLE ca_authority_names (
    tenant_id  text        NOT NULL PRIMARY KEY,
    dns_zones  text[]      NOT NULL,
    ip_ranges  text[]      NOT NULL,
    updated_at timestamptz NOT NULL
);

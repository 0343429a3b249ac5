-- Failures of a network or a tenant are forgotten little by little.
ALTER TABLE throttle ALTER COLUMN failures TYPE double precision;

-- From where an account has come before: it is not slowed by what others do there.
CREATE TABLE known_network (
    tenant_id    text        NOT NULL,
    account      text        NOT NULL,
    network_hash text        NOT NULL,
    last_success timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account, network_hash)
);

-- What a tenant lets people and clients fail before it slows them, as JSON; a tenant without a row has the defaults.
CREATE TABLE throttle_policy (
    tenant_id  text        NOT NULL,
    document   text        NOT NULL,
    updated_at timestamptz NOT NULL,
    version    bigint      NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- The certificate profiles that a tenant made, and what it changed of the built-in ones: the raw settings as JSON, which
-- are checked whenever they are read.
CREATE TABLE ca_profile (
    tenant_id  text        NOT NULL,
    name       text        NOT NULL,
    settings   text        NOT NULL,
    version    bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

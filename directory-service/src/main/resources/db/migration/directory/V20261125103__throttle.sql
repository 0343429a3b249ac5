-- Failed attempts to prove something. A key without a row has not failed.
CREATE TABLE throttle (
    tenant_id    text        NOT NULL,
    kind         text        NOT NULL,
    key          text        NOT NULL,
    failures     integer     NOT NULL,
    last_failure timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, kind, key)
);

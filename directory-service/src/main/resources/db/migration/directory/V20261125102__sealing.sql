-- Which master key this database belongs to. One row, for all tenants.
CREATE TABLE master_key (
    id         text        PRIMARY KEY,
    the_only   boolean     NOT NULL DEFAULT true UNIQUE CHECK (the_only),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Each tenant's data key, sealed under the master key.
CREATE TABLE data_key (
    tenant_id  text        NOT NULL,
    id         integer     NOT NULL,
    sealed     bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

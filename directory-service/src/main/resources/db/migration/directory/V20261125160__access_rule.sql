-- Who may do what with the entries of a tenant, beyond what is built in. Names of entries are their ids.
CREATE TABLE access_rule (
    tenant_id  text NOT NULL REFERENCES tenant,
    id         uuid NOT NULL,
    name       text COLLATE "C" NOT NULL,
    enabled    boolean NOT NULL,
    allows     boolean NOT NULL,
    subjects   text[] NOT NULL,
    rights     text[] NOT NULL,
    base       uuid NOT NULL,
    scope      text NOT NULL,
    filter     text,
    attributes text[] NOT NULL,
    version    bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

-- What files have made in a tenant, so that it can be pruned, and keyed digests of what they have set and nobody is shown.
CREATE TABLE configuration_object (
    tenant_id text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    object_id text NOT NULL,
    made boolean NOT NULL,
    digests jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, kind, name)
);

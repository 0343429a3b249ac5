-- How far an import has come: everything up to `position` records has been stored or refused.
CREATE TABLE ldif_import (
    tenant_id  text NOT NULL REFERENCES tenant,
    id         text NOT NULL,
    position   bigint NOT NULL,
    added      bigint NOT NULL,
    changed    bigint NOT NULL,
    skipped    bigint NOT NULL,
    failed     bigint NOT NULL,
    done       boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

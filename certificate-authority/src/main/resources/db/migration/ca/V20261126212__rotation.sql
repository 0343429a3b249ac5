-- Where an authority is in its life. `cross_certificate`: its name and key, certified by the root before its own.
ALTER TABLE ca_authority ADD COLUMN state text NOT NULL DEFAULT 'ACTIVE'
    CHECK (state IN ('PUBLISHED', 'ACTIVE', 'DRAINING', 'RETIRED', 'COMPROMISED'));
ALTER TABLE ca_authority ADD COLUMN changed_at timestamptz;
ALTER TABLE ca_authority ADD COLUMN cross_certificate bytea;

-- How authorities follow each other. `consumers` are those whose word is waited for until `activate_at`.
CREATE TABLE ca_rotation (
    tenant_id    text        NOT NULL,
    id           uuid        NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('ROOT', 'ISSUING')),
    state        text        NOT NULL CHECK (state IN ('PUBLISHED', 'DRAINING', 'DONE')),
    emergency    boolean     NOT NULL,
    successors   text[]      NOT NULL,
    replaced     text[]      NOT NULL,
    consumers    text[]      NOT NULL,
    acknowledged text[]      NOT NULL,
    started_at   timestamptz NOT NULL,
    activate_at  timestamptz NOT NULL,
    activated_at timestamptz,
    ended_at     timestamptz,
    PRIMARY KEY (tenant_id, id)
);

CREATE UNIQUE INDEX ca_rotation_waiting ON ca_rotation (tenant_id) WHERE state = 'PUBLISHED';
CREATE INDEX ca_rotation_open ON ca_rotation (tenant_id, started_at) WHERE state <> 'DONE';

-- What an authority signed that is still good: asked for when it drains.
CREATE INDEX ca_certificate_authority ON ca_certificate (tenant_id, authority, not_after);

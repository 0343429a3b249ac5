-- Platforms whose tokens are evidence. Keys stand in `jwks`, or are fetched from `jwks_uri`, or from where the issuer's
-- own metadata says when both are null.
CREATE TABLE workload_issuer (
    tenant_id        text        NOT NULL,
    id               uuid        NOT NULL,
    name             text        NOT NULL,
    issuer           text        NOT NULL,
    kind             text        NOT NULL CHECK (kind IN ('OIDC', 'KUBERNETES', 'GITHUB', 'GITLAB')),
    jwks             text,
    jwks_uri         text,
    audience         text,
    immutable_claims text[]      NOT NULL,
    enabled          boolean     NOT NULL,
    version          bigint      NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, issuer),
    UNIQUE (tenant_id, name),
    CHECK (jwks IS NULL OR jwks_uri IS NULL)
);

-- What a workload has beside its directory entry, under the same id.
CREATE TABLE workload (
    tenant_id  text        NOT NULL,
    id         uuid        NOT NULL,
    audiences  text[]      NOT NULL,
    version    bigint      NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- A rule: evidence of this issuer with exactly these claims (a JSON object) is that workload.
CREATE TABLE workload_rule (
    tenant_id   text        NOT NULL,
    id          uuid        NOT NULL,
    workload_id uuid        NOT NULL,
    issuer_id   uuid        NOT NULL,
    claims      text        NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, workload_id, issuer_id, claims),
    FOREIGN KEY (tenant_id, workload_id) REFERENCES workload (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, issuer_id) REFERENCES workload_issuer (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX workload_rule_issuer ON workload_rule (tenant_id, issuer_id);

-- Evidence that counts once and was used, until nobody would accept it any more.
CREATE TABLE workload_used_evidence (
    tenant_id  text        NOT NULL,
    evidence   text        NOT NULL,
    forget_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, evidence)
);

CREATE INDEX workload_used_evidence_forget ON workload_used_evidence (tenant_id, forget_at);

-- Counts the contents that the SPIFFE bundle of a tenant has had.
CREATE TABLE workload_bundle (
    tenant_id text   NOT NULL PRIMARY KEY,
    sequence  bigint NOT NULL,
    digest    bytea  NOT NULL
);

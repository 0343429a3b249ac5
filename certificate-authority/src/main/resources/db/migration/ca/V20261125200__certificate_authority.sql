-- The authorities of a tenant. A key is sealed for `ca-key/NAME`.
CREATE TABLE ca_authority (
    tenant_id   text        NOT NULL,
    name        text        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('ROOT', 'ISSUING')),
    issuer      text        NOT NULL,
    certificate bytea       NOT NULL,
    sealed_key  bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name),
    FOREIGN KEY (tenant_id, issuer) REFERENCES ca_authority (tenant_id, name)
);

-- Every certificate, written before it is signed; `certificate` and `fingerprint` are null until it is.
CREATE TABLE ca_certificate (
    tenant_id         text        NOT NULL,
    id                uuid        NOT NULL,
    authority         text        NOT NULL,
    serial            text        NOT NULL,
    holder_id         uuid,
    profile           text        NOT NULL,
    subject           text        NOT NULL,
    spiffe_id         text,
    names             text[]      NOT NULL,
    key_hash          bytea       NOT NULL,
    not_before        timestamptz NOT NULL,
    not_after         timestamptz NOT NULL,
    created_at        timestamptz NOT NULL,
    certificate       bytea,
    fingerprint       text,
    revoked_at        timestamptz,
    revocation_reason text,
    held_with_holder  boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, authority, serial),
    FOREIGN KEY (tenant_id, authority) REFERENCES ca_authority (tenant_id, name),
    CHECK ((certificate IS NULL) = (fingerprint IS NULL)),
    CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL)),
    CHECK (NOT held_with_holder OR revocation_reason = 'certificateHold')
);

CREATE INDEX ca_certificate_newest ON ca_certificate (tenant_id, created_at DESC, id DESC);
CREATE INDEX ca_certificate_serial ON ca_certificate (tenant_id, serial);
CREATE INDEX ca_certificate_fingerprint ON ca_certificate (tenant_id, fingerprint);
CREATE INDEX ca_certificate_spiffe_id ON ca_certificate (tenant_id, spiffe_id, created_at DESC) WHERE spiffe_id IS NOT NULL;
CREATE INDEX ca_certificate_other_names ON ca_certificate (tenant_id, created_at DESC) WHERE spiffe_id IS NULL;
CREATE INDEX ca_certificate_holder ON ca_certificate (tenant_id, holder_id, not_after) WHERE holder_id IS NOT NULL;
CREATE INDEX ca_certificate_revoked ON ca_certificate (tenant_id, authority, not_after) WHERE revoked_at IS NOT NULL;
CREATE INDEX ca_certificate_compromised ON ca_certificate (tenant_id, key_hash) WHERE revocation_reason = 'keyCompromise';

-- Whether a subject may still be given certificates. Issuance holds a share lock on the row while it records, so that
-- no certificate slips past the transaction that ends its holder.
CREATE TABLE ca_holder (
    tenant_id text NOT NULL,
    holder_id uuid NOT NULL,
    state     text NOT NULL CHECK (state IN ('ACTIVE', 'DISABLED', 'DELETED')),
    PRIMARY KEY (tenant_id, holder_id)
);

-- The signed revocation lists. `revision` counts the changes of what belongs in it, `signed_revision` is what the list
-- in `encoded` was made of.
CREATE TABLE ca_revocation_list (
    tenant_id       text   NOT NULL,
    authority       text   NOT NULL,
    shard           int    NOT NULL,
    revision        bigint NOT NULL DEFAULT 0,
    number          bigint NOT NULL DEFAULT 0,
    signed_revision bigint,
    encoded         bytea,
    renew_at        timestamptz,
    PRIMARY KEY (tenant_id, authority, shard),
    FOREIGN KEY (tenant_id, authority) REFERENCES ca_authority (tenant_id, name)
);

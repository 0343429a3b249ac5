-- What a tenant says of SSH certificates: the raw settings as JSON, which are checked whenever they are read.
CREATE TABLE ca_ssh_settings (
    tenant_id  text        NOT NULL PRIMARY KEY,
    settings   text        NOT NULL,
    version    bigint      NOT NULL,
    updated_at timestamptz NOT NULL
);

-- The keys that sign SSH certificates (Ed25519). `active_from`: until then a new one is only published. `trusted_until`:
-- set when another follows it.
CREATE TABLE ca_ssh_authority (
    tenant_id     text        NOT NULL,
    name          text        NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('USER', 'HOST')),
    public_key    bytea       NOT NULL,
    sealed_key    bytea       NOT NULL,
    created_at    timestamptz NOT NULL,
    active_from   timestamptz NOT NULL,
    trusted_until timestamptz,
    compromised   boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, name)
);

-- Recorded before they are signed, like X.509 certificates. `serial` is the unsigned number's bit pattern.
CREATE TABLE ca_ssh_certificate (
    tenant_id         text        NOT NULL,
    id                uuid        NOT NULL,
    authority         text        NOT NULL,
    serial            bigint      NOT NULL,
    kind              text        NOT NULL CHECK (kind IN ('USER', 'HOST')),
    holder_id         uuid        NOT NULL,
    key_id            text        NOT NULL,
    principals        text[]      NOT NULL,
    key_hash          bytea       NOT NULL,
    not_before        timestamptz NOT NULL,
    not_after         timestamptz NOT NULL,
    created_at        timestamptz NOT NULL,
    signed            boolean     NOT NULL DEFAULT false,
    revoked_at        timestamptz,
    revocation_reason text,
    held_with_holder  boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, authority, serial),
    FOREIGN KEY (tenant_id, authority) REFERENCES ca_ssh_authority (tenant_id, name),
    CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))
);

CREATE INDEX ca_ssh_certificate_newest ON ca_ssh_certificate (tenant_id, created_at DESC, id DESC);
CREATE INDEX ca_ssh_certificate_holder ON ca_ssh_certificate (tenant_id, holder_id, not_after);
CREATE INDEX ca_ssh_certificate_revoked ON ca_ssh_certificate (tenant_id, not_after) WHERE revoked_at IS NOT NULL;
CREATE INDEX ca_ssh_certificate_compromised ON ca_ssh_certificate (tenant_id, key_hash)
    WHERE revocation_reason = 'keyCompromise';

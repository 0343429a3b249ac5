-- Who may make an ACME account, for which subject and which names (RFC 8555 §7.3.4). The MAC key is sealed for
-- `acme-credential/ID`; `account_id` is null until an account has been made with it, which happens once.
CREATE TABLE acme_credential (
    tenant_id  text        NOT NULL,
    id         uuid        NOT NULL,
    subject_id uuid        NOT NULL,
    sealed_key bytea       NOT NULL,
    dns_zones  text[]      NOT NULL,
    ip_ranges  text[]      NOT NULL,
    wildcards  boolean     NOT NULL,
    account_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE acme_account (
    tenant_id     text        NOT NULL,
    id            uuid        NOT NULL,
    credential_id uuid        NOT NULL,
    subject_id    uuid        NOT NULL,
    thumbprint    text        NOT NULL,
    public_key    bytea       NOT NULL,
    contacts      text[]      NOT NULL,
    status        text        NOT NULL CHECK (status IN ('VALID', 'DEACTIVATED', 'REVOKED')),
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, thumbprint)
);

-- `certificate_id` is a record in `ca_certificate`; `replaces` is one too (RFC 9773 §5).
CREATE TABLE acme_order (
    tenant_id      text        NOT NULL,
    id             uuid        NOT NULL,
    account_id     uuid        NOT NULL,
    profile        text        NOT NULL,
    identifiers    text[]      NOT NULL,
    status         text        NOT NULL CHECK (status IN ('PENDING', 'READY', 'PROCESSING', 'VALID', 'INVALID')),
    error          text,
    certificate_id uuid,
    replaces       uuid,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    processing_at  timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((status = 'VALID') = (certificate_id IS NOT NULL))
);

CREATE INDEX acme_order_account ON acme_order (tenant_id, account_id, created_at DESC);
CREATE INDEX acme_order_certificate ON acme_order (tenant_id, certificate_id) WHERE certificate_id IS NOT NULL;
CREATE UNIQUE INDEX acme_order_replaces ON acme_order (tenant_id, replaces) WHERE replaces IS NOT NULL AND status <> 'INVALID';

-- One for each identifier of an order.
CREATE TABLE acme_authorization (
    tenant_id  text        NOT NULL,
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    order_id   uuid        NOT NULL,
    identifier text        NOT NULL,
    status     text        NOT NULL CHECK (status IN ('PENDING', 'VALID', 'INVALID', 'DEACTIVATED')),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES acme_order (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX acme_authorization_order ON acme_authorization (tenant_id, order_id);
CREATE INDEX acme_authorization_account ON acme_authorization (tenant_id, account_id, identifier);

-- `claimed_until`: until then one node is at it.
CREATE TABLE acme_challenge (
    tenant_id        text NOT NULL,
    id               uuid NOT NULL,
    authorization_id uuid NOT NULL,
    type             text NOT NULL,
    token            text NOT NULL,
    status           text NOT NULL CHECK (status IN ('PENDING', 'PROCESSING', 'VALID', 'INVALID')),
    attempts         int  NOT NULL DEFAULT 0,
    claimed_until    timestamptz,
    decided_at       timestamptz,
    error            text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, authorization_id) REFERENCES acme_authorization (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX acme_challenge_authorization ON acme_challenge (tenant_id, authorization_id);
CREATE INDEX acme_challenge_processing ON acme_challenge (tenant_id, claimed_until) WHERE status = 'PROCESSING';

-- Nonces are made without a trace, by a MAC under the tenant's key (sealed for `acme-nonce-key`); used ones stand here
-- until they would have expired.
CREATE TABLE acme_nonce_key (
    tenant_id  text  NOT NULL,
    sealed_key bytea NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TABLE acme_used_nonce (
    tenant_id  text        NOT NULL,
    nonce      bytea       NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, nonce)
);

CREATE INDEX acme_used_nonce_expiry ON acme_used_nonce (tenant_id, expires_at);

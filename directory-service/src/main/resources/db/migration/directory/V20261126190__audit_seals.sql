-- Every minute each tenant's new events are sealed, chained by hash (ADR 0019).
ALTER TABLE audit_event
    ADD COLUMN epoch integer NOT NULL DEFAULT 0,
    ADD COLUMN xid   xid8    NOT NULL DEFAULT pg_current_xact_id();

-- Not led by the tenant: it is for reading on, across tenants.
CREATE INDEX audit_event_order ON audit_event (epoch, xid, tenant_id);

-- Up to which transaction everything is sealed. Transactions are numbered anew in a database that was restored from
-- a dump: another epoch begins then.
CREATE TABLE audit_sealing (
    the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
    epoch    integer NOT NULL,
    up_to    xid8    NOT NULL
);

INSERT INTO audit_sealing (epoch, up_to) VALUES (0, '0');

CREATE TABLE audit_seal (
    tenant_id text        NOT NULL,
    number    bigint      NOT NULL, -- 1, 2, 3, …
    epoch     integer     NOT NULL,
    since     xid8        NOT NULL,
    up_to     xid8        NOT NULL, -- not included
    events    bigint      NOT NULL,
    content   text        NOT NULL, -- this and the next two in hexadecimal
    hash      text        NOT NULL,
    mac       text        NOT NULL,
    sealed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, number)
);

-- How long a tenant keeps its events, and up to which seal they have been removed for that reason.
CREATE TABLE audit_retention (
    tenant_id text    PRIMARY KEY,
    days      integer NOT NULL
);

CREATE TABLE audit_removed (
    tenant_id text    PRIMARY KEY,
    number    bigint  NOT NULL,
    epoch     integer NOT NULL,
    up_to     xid8    NOT NULL,
    hash      text    NOT NULL,
    mac       text    NOT NULL
);

CREATE OR REPLACE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('lightwave.audit_retention', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only';
END
$$;

-- The audit trail: one row for each security decision, never changed.
CREATE TABLE audit_event (
    tenant_id  text        NOT NULL,
    id         uuid        NOT NULL, -- version 7: in order of time
    time       timestamptz NOT NULL,
    actor      text        NOT NULL,
    action     text        NOT NULL,
    target     text        NOT NULL,
    address    text        NOT NULL,
    outcome    text        NOT NULL,
    reason     text        NOT NULL,
    request_id text        NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END
$$;

CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only();

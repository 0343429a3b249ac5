-- How far those who keep copies of the audit trail have come, and which node hands over to each of them.
CREATE TABLE audit_stream (
    name         text        PRIMARY KEY,
    epoch        integer     NOT NULL, -- these four: the last event that was handed over
    xid          xid8        NOT NULL,
    tenant_id    text        NOT NULL,
    id           uuid        NOT NULL,
    node         uuid,
    leased_until timestamptz NOT NULL DEFAULT '-infinity'
);

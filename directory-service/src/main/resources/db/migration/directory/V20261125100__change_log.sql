-- What every write touched (architecture, decision 3). Kept for 7 days.
CREATE TABLE change_log (
    tenant_id text        NOT NULL,
    position  bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind      text        NOT NULL,
    key       text        NOT NULL,
    xid       xid8        NOT NULL DEFAULT pg_current_xact_id(),
    at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, position)
);

-- The two indexes without the tenant in front: the feed and the pruning read across tenants.
CREATE INDEX change_log_xid ON change_log (xid);
CREATE INDEX change_log_at ON change_log USING brin (at) WITH (autosummarize = on);

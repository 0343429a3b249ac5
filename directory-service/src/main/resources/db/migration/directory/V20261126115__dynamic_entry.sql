-- Entries that end by themselves (RFC 2589), and when.
CREATE TABLE dynamic_entry (
    tenant_id  text NOT NULL,
    entry_id   uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES entry ON DELETE CASCADE
);
CREATE INDEX dynamic_entry_expiry ON dynamic_entry (tenant_id, expires_at);

-- Whoever follows one tenant from an old position reads that tenant's rows, and not what all others wrote since.
ALTER TABLE change_log DROP CONSTRAINT change_log_pkey, ADD PRIMARY KEY (tenant_id, xid, position);

-- Subjects are found and listed by kind and name, wherever below the container of their kind they stand.
CREATE UNIQUE INDEX entry_subject ON entry (tenant_id, kind, rdn_norm) WHERE kind IS NOT NULL;

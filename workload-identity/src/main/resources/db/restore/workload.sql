-- A join token counts once.
DELETE FROM workload_join_token;

-- Sequence numbers of a bundle never go back (SPIFFE Trust Domain and Bundle §4.1.1), nor that of one that was first
-- asked for after the backup.
UPDATE workload_bundle SET sequence = greatest(sequence + 1, extract(epoch FROM clock_timestamp())::bigint);
INSERT INTO workload_bundle (tenant_id, sequence, digest)
SELECT tenant_id, extract(epoch FROM clock_timestamp())::bigint, '' FROM tenant
ON CONFLICT DO NOTHING;

-- The transaction that last changed whether and why a certificate is revoked. A list is made of the one before and of
-- what was changed since, in whatever order the transactions ended.
ALTER TABLE ca_certificate ADD COLUMN state_xact xid8;
CREATE INDEX ca_certificate_state_xact ON ca_certificate (tenant_id, authority, shard, state_xact)
    WHERE state_xact IS NOT NULL;

CREATE FUNCTION ca_certificate_state_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.state_xact := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER ca_certificate_recorded BEFORE INSERT ON ca_certificate
    FOR EACH ROW WHEN (NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION ca_certificate_state_changed();
CREATE TRIGGER ca_certificate_state BEFORE UPDATE OF revoked_at, revocation_reason ON ca_certificate
    FOR EACH ROW WHEN (OLD.revoked_at IS DISTINCT FROM NEW.revoked_at
                       OR OLD.revocation_reason IS DISTINCT FROM NEW.revocation_reason)
    EXECUTE FUNCTION ca_certificate_state_changed();

-- All that changed before transaction `signed_xmin` is in the list; `complete_at`: when all records were last read for it.
ALTER TABLE ca_revocation_list
    ADD COLUMN signed_xmin xid8,
    ADD COLUMN complete_at timestamptz;
-- Serial numbers and signatures do not compress.
ALTER TABLE ca_revocation_list ALTER COLUMN encoded SET STORAGE EXTERNAL;

-- StoredKey and ServerKey (RFC 5802 section 3), sealed; NULL where the policy did not allow SCRAM when the password was used.
ALTER TABLE password ADD scram bytea;

-- Whether any tenant allows it.
CREATE INDEX entry_value_scram ON entry_value (tenant_id)
    WHERE attribute = 'lightwavepwdscram' AND value = 'true';

-- Addresses are compared line by line (RFC 4517 §4.2.12): without spaces around `$`, and with what is escaped in a line
-- as what it stands for, `$` in it as U+FF04. Values too long to stand in the index as they are stay until they change.
WITH old AS (
    DELETE FROM entry_value
    WHERE attribute IN ('postaladdress', 'registeredaddress', 'homepostaladdress')
      AND value ~ ' [$]|[$] |\\'
      AND position(chr(1) IN value) = 0
    RETURNING tenant_id, attribute, value, entry_id)
INSERT INTO entry_value (tenant_id, attribute, value, entry_id)
SELECT tenant_id, attribute,
    replace(replace(replace(replace(value, ' $', '$'), '$ ', '$'), '\24', chr(65284)), '\5c', '\'), entry_id
FROM old
ON CONFLICT DO NOTHING;

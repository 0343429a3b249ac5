-- One index in place of two: a serial number is sought with its authority and without.
ALTER TABLE ca_certificate DROP CONSTRAINT ca_certificate_tenant_id_authority_serial_key;
DROP INDEX ca_certificate_serial;
ALTER TABLE ca_certificate ADD CONSTRAINT ca_certificate_serial UNIQUE (tenant_id, serial, authority);

-- Other names than the one SPIFFE ID, by value. Most certificates have none.
DROP INDEX ca_certificate_other_names;
CREATE INDEX ca_certificate_other_names ON ca_certificate USING gin (names) WITH (fastupdate = off)
    WHERE cardinality(names) > 1 OR spiffe_id IS NULL AND cardinality(names) > 0;

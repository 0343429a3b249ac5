-- How many days before its end it was last said that nothing takes the place of a certificate; null: not yet.
ALTER TABLE ca_certificate ADD COLUMN expiry_notice smallint;

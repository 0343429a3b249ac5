-- Null: the key is in the token, by the tenant's and the authority's names.
ALTER TABLE ca_authority ALTER COLUMN sealed_key DROP NOT NULL;

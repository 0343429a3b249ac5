-- One row names what a transaction has touched of a kind, up to 32 keys: each row costs two entries of indexes.
ALTER TABLE change_log ALTER COLUMN key TYPE text[] USING ARRAY[key];
ALTER TABLE change_log RENAME COLUMN key TO keys;

-- A changed entry stays in its page as long as there is room, and then no index of it is written.
ALTER TABLE entry SET (fillfactor = 85);

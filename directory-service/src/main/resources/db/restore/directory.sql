-- Above whatever was minted since: epochs are counted one by one, and seconds since 1970 are more than that.
UPDATE tenant SET epoch = greatest(epoch + 1, extract(epoch FROM clock_timestamp())::bigint), version = version + 1;

-- Positions are transactions of another database; who follows begins anew, since the epoch is part of a cookie.
DELETE FROM change_log;
UPDATE change_log_pruned SET xid = '0';

UPDATE audit_stream SET node = NULL, leased_until = '-infinity';
DELETE FROM ldif_import WHERE NOT done;

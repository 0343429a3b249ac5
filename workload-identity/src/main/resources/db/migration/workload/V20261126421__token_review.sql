-- How a cluster is asked: what its certificate is believed by, and where, with which sealed credential, tokens are reviewed.
ALTER TABLE workload_issuer
    ADD COLUMN ca_bundle         text,
    ADD COLUMN review_server     text,
    ADD COLUMN review_credential bytea,
    ADD CHECK ((review_server IS NULL) = (review_credential IS NULL));

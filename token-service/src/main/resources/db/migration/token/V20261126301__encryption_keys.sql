-- Keys that clients encrypt request objects for (RFC 7516) have the same life as those that sign.
alter table signing_key drop constraint signing_key_algorithm_check;
alter table signing_key add constraint signing_key_algorithm_check check (algorithm in
    ('ES256', 'RS256', 'PS256', 'EdDSA', 'ES384', 'ES512', 'RSA_OAEP_256', 'ECDH_ES'));

-- Whether clients may be registered for answers that are signed by ML-DSA, and the keys for it.
alter table token_policy add column ml_dsa boolean not null default false;
alter table signing_key drop constraint signing_key_algorithm_check;
alter table signing_key add constraint signing_key_algorithm_check check (algorithm in
    ('ES256', 'RS256', 'PS256', 'EdDSA', 'ES384', 'ES512', 'RSA_OAEP_256', 'ECDH_ES',
     'ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87'));

-- What the access tokens for a resource server look like.
alter table resource_server add column access_token_type text not null default 'at+jwt'
    check (access_token_type in ('at+jwt', 'JWT'));
alter table resource_server add column access_token_signing_alg text not null default 'ES256';

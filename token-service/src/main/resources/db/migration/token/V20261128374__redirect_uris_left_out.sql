-- An authorization request of a client with one redirect URI may leave it out (RFC 6749 section 3.1.2.3): then the token
-- request need not repeat it.
alter table authorization_code alter column redirect_uri drop not null;

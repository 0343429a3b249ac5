-- The private-use schemes without a dot that redirect URIs of the tenant's clients may have (RFC 8252).
alter table token_policy add column redirect_schemes text[] not null default '{}';

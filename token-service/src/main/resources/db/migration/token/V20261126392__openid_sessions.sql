-- The ID token with which somebody came from an OpenID provider, sealed under the tenant's key: shown there when they sign out.
alter table upstream_session add column sealed_id_token bytea;
create index upstream_session_index on upstream_session (tenant_id, provider_id, index);

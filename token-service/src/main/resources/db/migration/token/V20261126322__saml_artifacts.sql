-- Responses that wait for their service provider, which shows an artifact whose SHA-256 is here.
create table saml_artifact (
    tenant_id           text        not null,
    artifact_hash       text        not null,
    service_provider_id uuid        not null,
    response            text        not null,
    expires_at          timestamptz not null,
    primary key (tenant_id, artifact_hash)
);

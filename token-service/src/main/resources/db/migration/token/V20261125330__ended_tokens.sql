-- Access tokens revoked before their time, until that time; nodes hold them whole, a bucket (the first letter of the
-- jti) at a time.
create table revoked_token (
    tenant_id text not null,
    bucket text not null,
    jti text not null,
    expires_at timestamptz not null,
    primary key (tenant_id, bucket, jti)
);

-- Client assertions that were used, until they expire (RFC 7523 §3).
create table used_client_assertion (
    tenant_id text not null,
    subject_id uuid not null,
    jti_sha256 bytea not null,
    expires_at timestamptz not null,
    primary key (tenant_id, subject_id, jti_sha256)
);

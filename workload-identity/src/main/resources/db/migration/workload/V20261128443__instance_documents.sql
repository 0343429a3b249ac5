ALTER TABLE workload_issuer DROP CONSTRAINT workload_issuer_kind_check;
ALTER TABLE workload_issuer ADD CONSTRAINT workload_issuer_kind_check
    CHECK (kind IN ('OIDC', 'KUBERNETES', 'GITHUB', 'GITLAB', 'GCP', 'AZURE', 'EC2', 'AZURE_VM'));

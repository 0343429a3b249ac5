-- Requests that came with an Idempotency-Key, and what was answered: sealed, since it may hold a secret shown once.
CREATE TABLE idempotent_request (
    tenant_id text NOT NULL, -- the caller's
    caller_id uuid NOT NULL,
    request_hash bytea NOT NULL, -- of operation and key
    body_hash bytea NOT NULL,
    begun_at timestamptz NOT NULL,
    status smallint, -- null while nothing has been answered
    answer bytea, -- null also when it was too large to be kept
    PRIMARY KEY (tenant_id, caller_id, request_hash)
);

CREATE INDEX idempotent_request_begun ON idempotent_request USING brin (begun_at);

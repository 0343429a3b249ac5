-- Keys that JWT-SVIDs are signed with, their private halves sealed. A key is published from when it is made, signs
-- after a while, and goes some time after a younger one has taken over.
CREATE TABLE workload_svid_key (
    tenant_id          text        NOT NULL,
    kid                text        NOT NULL,
    public_key         bytea       NOT NULL,
    sealed_private_key bytea       NOT NULL,
    created_at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, kid)
);

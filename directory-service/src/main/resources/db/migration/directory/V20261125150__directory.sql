CREATE TABLE tenant (
    tenant_id    text PRIMARY KEY,
    id           uuid NOT NULL UNIQUE,
    display_name text NOT NULL,
    issuer       text NOT NULL UNIQUE,
    enabled      boolean NOT NULL,
    ready        boolean NOT NULL,
    epoch        bigint NOT NULL,
    version      bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);

-- A name is its parent's id and its own RDN; normalised forms are compared byte by byte on every database.
CREATE TABLE entry (
    tenant_id   text NOT NULL REFERENCES tenant,
    id          uuid NOT NULL,
    parent_id   uuid,
    rdn         text NOT NULL,
    rdn_norm    text COLLATE "C" NOT NULL,
    kind        text,
    enabled     boolean NOT NULL,
    epoch       bigint NOT NULL,
    version     bigint NOT NULL,
    attributes  jsonb NOT NULL,
    created_at  timestamptz NOT NULL,
    created_by  text NOT NULL,
    modified_at timestamptz NOT NULL,
    modified_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE NULLS NOT DISTINCT (tenant_id, parent_id, rdn_norm),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES entry
);

-- What equality, presence and initial substrings are found by. Whoever writes an entry holds its row's lock and keeps
-- these in step: a foreign key and an index by entry would double what each value costs.
CREATE TABLE entry_value (
    tenant_id text NOT NULL,
    attribute text COLLATE "C" NOT NULL,
    value     text COLLATE "C" NOT NULL,
    entry_id  uuid NOT NULL,
    PRIMARY KEY (tenant_id, attribute, value, entry_id)
);
-- Values that only one entry of a tenant has.
CREATE UNIQUE INDEX entry_value_unique ON entry_value (tenant_id, attribute, value)
    WHERE attribute IN ('uid', 'mail');

CREATE TABLE group_member (
    tenant_id text NOT NULL,
    group_id  uuid NOT NULL,
    member_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, group_id, member_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES entry ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, member_id) REFERENCES entry ON DELETE CASCADE
);
CREATE INDEX group_member_of_member ON group_member (tenant_id, member_id);

CREATE TABLE password (
    tenant_id  text NOT NULL,
    entry_id   uuid NOT NULL,
    phc        text NOT NULL,
    changed_at timestamptz NOT NULL,
    failures   timestamptz[] NOT NULL DEFAULT '{}',
    locked_at  timestamptz,
    graces     timestamptz[] NOT NULL DEFAULT '{}',
    history    text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES entry ON DELETE CASCADE
);

-- Names of the deleted that credentials still carry.
CREATE TABLE retired_name (
    tenant_id text NOT NULL,
    kind      text NOT NULL,
    name_norm text COLLATE "C" NOT NULL,
    until     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, kind, name_norm)
);

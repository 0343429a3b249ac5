-- That this database was made of a backup, the last time: what others signed before, to count once, may have been used
-- without our knowing.
CREATE TABLE restoration (
    the_only    boolean     PRIMARY KEY DEFAULT true CHECK (the_only),
    made_at     timestamptz NOT NULL, -- what the backup shows
    restored_at timestamptz NOT NULL,
    sealed      boolean     NOT NULL DEFAULT false, -- the audit trail has begun another epoch
    told        boolean     NOT NULL DEFAULT false  -- it stands in the audit trail
);

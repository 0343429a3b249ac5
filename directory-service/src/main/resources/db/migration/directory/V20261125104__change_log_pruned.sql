-- The latest transaction that the log has lost rows of: whoever has read less cannot be told the rest.
CREATE TABLE change_log_pruned (
    the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
    xid      xid8    NOT NULL
);

-- How often another key, or the same one after an eviction, came to be the node's: what it said before counts no longer.
ALTER TABLE workload_node ADD COLUMN joinings bigint NOT NULL DEFAULT 0;

-- How well a node is known, from 0 to 4: 1 by a one-time token, 2 by a platform's or an outside authority's signature,
-- 3 when the platform confirmed it. Those that have joined already are told by how they did; a cluster that may have
-- confirmed it says so when the node joins the next time.
ALTER TABLE workload_node
    ADD COLUMN assurance smallint NOT NULL DEFAULT 0;
UPDATE workload_node
   SET assurance = CASE WHEN issuer_id IS NULL AND authority_id IS NULL THEN 1 ELSE 2 END;

-- Whether a rule for several nodes with selectors of Kubernetes counts even where only the node says what pods are there.
ALTER TABLE workload_node_rule ADD COLUMN unchecked boolean NOT NULL DEFAULT false;

-- The `iss` of the cluster that a node is of.
ALTER TABLE workload_node ADD COLUMN cluster_issuer text;
UPDATE workload_node n SET cluster_issuer = i.issuer
  FROM workload_issuer i WHERE i.tenant_id = n.tenant_id AND i.id = n.issuer_id;
ALTER TABLE workload_node ADD CHECK ((issuer_id IS NULL) = (cluster_issuer IS NULL)) NOT VALID;

-- A rule for several nodes that no cluster can check says so from now on; those that there are went unchecked already.
UPDATE workload_node_rule
   SET unchecked = true
 WHERE node LIKE '*%'
   AND NOT EXISTS (SELECT FROM unnest(selectors) AS selector WHERE selector LIKE 'k8s:%');

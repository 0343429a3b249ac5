-- The DaemonSet whose pods alone make the nodes they run on nodes here; null for any pod of the listed accounts.
ALTER TABLE workload_issuer
    ADD COLUMN node_daemon_set text;

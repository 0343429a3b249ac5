-- By which of its claims a rule is found: sub, otherwise the last by name; and the hash of that and its value, as
-- Anchor makes it. The value is taken as it was written (json, not jsonb).
ALTER TABLE workload_rule ADD COLUMN anchor_claim text, ADD COLUMN anchor text;

UPDATE workload_rule r
   SET anchor_claim = a.key, anchor = encode(sha256(convert_to(a.key || E'\n' || a.value::text, 'UTF8')), 'hex')
  FROM (SELECT DISTINCT ON (s.tenant_id, s.id) s.tenant_id, s.id, c.key, c.value
          FROM workload_rule s, json_each(s.claims::json) c
         ORDER BY s.tenant_id, s.id, c.key <> 'sub', c.key COLLATE "C" DESC) a
 WHERE a.tenant_id = r.tenant_id AND a.id = r.id;

ALTER TABLE workload_rule ALTER COLUMN anchor_claim SET NOT NULL, ALTER COLUMN anchor SET NOT NULL;

DROP INDEX workload_rule_issuer;
CREATE INDEX workload_rule_anchor ON workload_rule (tenant_id, issuer_id, anchor_claim, anchor);

-- A deleted entry is taken out of the rules that name it; these are those that were deleted before.
DELETE FROM access_rule r
WHERE NOT EXISTS (SELECT FROM entry e WHERE e.tenant_id = r.tenant_id AND e.id = r.base)
   OR NOT EXISTS (
        SELECT FROM unnest(r.subjects) AS s (subject)
        WHERE subject IN ('anyone', 'anonymous', 'authenticated', 'self')
           OR EXISTS (SELECT FROM entry e WHERE e.tenant_id = r.tenant_id AND e.id =
            CASE WHEN subject IN ('anyone', 'anonymous', 'authenticated', 'self') THEN NULL ELSE subject::uuid END));

UPDATE access_rule r
SET version = version + 1,
    subjects = ARRAY(
        SELECT subject FROM unnest(r.subjects) WITH ORDINALITY AS s (subject, n)
        WHERE subject IN ('anyone', 'anonymous', 'authenticated', 'self')
           OR EXISTS (SELECT FROM entry e WHERE e.tenant_id = r.tenant_id AND e.id =
            CASE WHEN subject IN ('anyone', 'anonymous', 'authenticated', 'self') THEN NULL ELSE subject::uuid END)
        ORDER BY n)
WHERE EXISTS (
    SELECT FROM unnest(r.subjects) AS s (subject)
    WHERE subject NOT IN ('anyone', 'anonymous', 'authenticated', 'self')
      AND NOT EXISTS (SELECT FROM entry e WHERE e.tenant_id = r.tenant_id AND e.id =
            CASE WHEN subject IN ('anyone', 'anonymous', 'authenticated', 'self') THEN NULL ELSE subject::uuid END));

-- What V20261127593 left: attributes of tenants' own that are compared line by line, long values, and names. A value of
-- ASCII is indexed anew from the entry; of another, of a tenant's own attribute, what stands in the index is rewritten.
CREATE FUNCTION lines_shortened(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN length(value) <= 128 THEN value
        ELSE left(value, 80) || chr(1)
            || translate(encode(sha256(convert_to(value, 'UTF8')), 'base64'), '+/=', '-_')
        END
$$;

CREATE TABLE lines_attribute AS
WITH RECURSIVE own AS (
    SELECT tenant_id,
        lower((regexp_match(text, '^\s*\(\s*([^\s()'']+)'))[1]) AS oid,
        ARRAY(
            SELECT lower(name[1])
            FROM regexp_matches(
                (regexp_match(text, '\sNAME\s+(\([^)]*\)|''[^'']*'')', 'i'))[1], '''([^'']+)''', 'g')
                WITH ORDINALITY AS n (name, place)
            ORDER BY place) AS names,
        lower((regexp_match(text, '\sEQUALITY\s+''?([^\s()'']+)', 'i'))[1]) AS equality,
        lower((regexp_match(text, '\sSUP\s+''?([^\s()'']+)', 'i'))[1]) AS superior
    FROM (
        SELECT tenant_id, regexp_replace(
            regexp_replace(definition, '\sDESC\s+''[^'']*''', ' ', 'gi'), '\sX-.*', ' )', 'i') AS text
        FROM schema_definition
        WHERE attribute = 'attributeTypes') d),
listed AS (
    SELECT tenant_id, oid, names
    FROM own
    WHERE equality IN ('caseignorelistmatch', '2.5.13.11')
        OR (equality IS NULL AND superior IN ('postaladdress', '2.5.4.16', 'registeredaddress', '2.5.4.26',
            'homepostaladdress', '0.9.2342.19200300.100.1.39'))
    UNION
    SELECT o.tenant_id, o.oid, o.names
    FROM own o JOIN listed l ON l.tenant_id = o.tenant_id AND (o.superior = l.oid OR o.superior = ANY (l.names))
    WHERE o.equality IS NULL)
SELECT tenant_id, names[1] AS attribute, true AS own FROM listed
UNION ALL
SELECT tenant_id, attribute, false
FROM tenant CROSS JOIN unnest(ARRAY['postaladdress', 'registeredaddress', 'homepostaladdress']) AS a (attribute);

CREATE TABLE lines_value AS
SELECT e.tenant_id, a.attribute, e.id AS entry_id,
    lines_shortened(regexp_replace(trim(lower(t.value COLLATE "C")), ' {2,}', ' ', 'g')) AS before,
    lines_shortened((
        SELECT string_agg(
            regexp_replace(
                trim(replace(replace(lower(line COLLATE "C"), '\24', chr(65284)), '\5c', '\')), ' {2,}', ' ', 'g'),
            '$' ORDER BY place)
        FROM unnest(string_to_array(t.value, '$')) WITH ORDINALITY AS l (line, place))) AS after
FROM entry e
    CROSS JOIN jsonb_each(e.attributes) AS v (key, texts)
    JOIN lines_attribute a ON a.tenant_id = e.tenant_id AND a.attribute = split_part(v.key, ';', 1)
    CROSS JOIN jsonb_array_elements_text(v.texts) AS t (value)
WHERE t.value ~ '[$\\]' AND t.value COLLATE "C" !~ '[^ -~]';

DELETE FROM entry_value v USING lines_value l
WHERE v.tenant_id = l.tenant_id AND v.attribute = l.attribute AND v.value = l.before AND v.entry_id = l.entry_id
    AND NOT EXISTS (
        SELECT 1 FROM lines_value o
        WHERE o.tenant_id = v.tenant_id AND o.attribute = v.attribute AND o.after = v.value AND o.entry_id = v.entry_id);

INSERT INTO entry_value (tenant_id, attribute, value, entry_id)
SELECT tenant_id, attribute, after, entry_id FROM lines_value
ON CONFLICT DO NOTHING;

WITH old AS (
    DELETE FROM entry_value v USING lines_attribute a
    WHERE a.own AND v.tenant_id = a.tenant_id AND v.attribute = a.attribute
        AND v.value ~ ' [$]|[$] |\\'
        AND position(chr(1) IN v.value) = 0
        AND NOT EXISTS (
            SELECT 1 FROM lines_value o
            WHERE o.tenant_id = v.tenant_id AND o.attribute = v.attribute AND o.after = v.value
                AND o.entry_id = v.entry_id)
    RETURNING v.tenant_id, v.attribute, v.value, v.entry_id)
INSERT INTO entry_value (tenant_id, attribute, value, entry_id)
SELECT tenant_id, attribute,
    replace(replace(replace(replace(value, ' $', '$'), '$ ', '$'), '\24', chr(65284)), '\5c', '\'), entry_id
FROM old
ON CONFLICT DO NOTHING;

-- Of entries in one place whose names are now the same, one keeps the name it had. While an RDN is taken apart,
-- control characters, which no normalised name has, stand for what is escaped in it.
WITH named AS (
    SELECT tenant_id, id, parent_id,
        replace(replace(replace(rdn_norm, '\\', chr(1)), '\+', chr(2)), '\,', chr(3)) AS rdn
    FROM entry
    WHERE rdn_norm ~ '(^|[+])(postaladdress|registeredaddress|homepostaladdress)='
        AND rdn_norm ~ ' [$]|[$] |\\\\'),
renamed AS (
    SELECT n.tenant_id, n.id, n.parent_id, (
        SELECT string_agg(
            replace(replace(replace(part, chr(1), '\\'), chr(2), '\+'), chr(3), '\,') COLLATE "C", '+'
            ORDER BY replace(replace(replace(part, chr(1), '\\'), chr(2), '\+'), chr(3), '\,') COLLATE "C")
        FROM (
            SELECT CASE
                WHEN split_part(stored, '=', 1) IN ('postaladdress', 'registeredaddress', 'homepostaladdress')
                THEN replace(replace(replace(replace(
                    stored, ' $', '$'), '$ ', '$'), chr(1) || '24', chr(65284)), chr(1) || '5c', chr(1))
                ELSE stored
                END
            FROM unnest(string_to_array(n.rdn, '+')) AS s (stored)) AS p (part)) AS rdn_norm
    FROM named n),
first AS (
    SELECT *, row_number() OVER (PARTITION BY tenant_id, parent_id, rdn_norm ORDER BY id) AS place FROM renamed)
UPDATE entry e SET rdn_norm = f.rdn_norm
FROM first f
WHERE e.tenant_id = f.tenant_id AND e.id = f.id AND f.place = 1 AND NOT EXISTS (
    SELECT 1 FROM entry o
    WHERE o.tenant_id = f.tenant_id AND o.parent_id IS NOT DISTINCT FROM f.parent_id AND o.rdn_norm = f.rdn_norm);

DROP TABLE lines_value;
DROP TABLE lines_attribute;
DROP FUNCTION lines_shortened;

-- What tenants add to the schema. Those that others are derived from come first.
CREATE TABLE schema_definition (
    tenant_id  text NOT NULL REFERENCES tenant,
    attribute  text NOT NULL, -- attributeTypes or objectClasses
    place      integer NOT NULL,
    definition text NOT NULL,
    PRIMARY KEY (tenant_id, attribute, place)
);

-- Nothing is planned by what the attributes are, and to gather it sorts thousands of documents.
ALTER TABLE entry ALTER COLUMN attributes SET STATISTICS 0;

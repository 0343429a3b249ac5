-- How a client named the certificate that its order replaces (RFC 9773 §4.1), which the order repeats (§5).
ALTER TABLE acme_order ADD COLUMN replaced_identifier text;

-- The form by which a browser goes to an identity provider that takes logout messages by HTTP-POST only; null without one.
alter table upstream_logout add column form jsonb;

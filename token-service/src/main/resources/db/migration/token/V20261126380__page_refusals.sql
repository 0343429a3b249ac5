-- The last refusals on pages, by the id of the request: what was decided, and last what refused.
create table page_refusal (
    tenant_id text        not null,
    reference text        not null,
    at        timestamptz not null,
    actor     text        not null,
    action    text        not null,
    target    text        not null,
    address   text        not null,
    reason    text        not null,
    steps     text        not null,
    primary key (tenant_id, reference)
);
create index page_refusal_at on page_refusal (tenant_id, at);

-- The last sign-ins of each person, for their own eyes; at most twenty, and for ninety days.
create table recent_sign_in (
    tenant_id  text        not null,
    subject_id uuid        not null,
    id         uuid        not null,
    at         timestamptz not null,
    address    text        not null,
    device     text        not null,
    amr        text[]      not null,
    primary key (tenant_id, subject_id, id)
);
create index recent_sign_in_at on recent_sign_in (at);

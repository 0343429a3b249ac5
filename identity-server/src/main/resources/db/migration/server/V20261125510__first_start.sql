-- That the first start has come to its end, and what it made: one row.
create table first_start (
    tenant_id   text        not null primary key,
    admin_id    uuid        not null,
    admin_epoch bigint      not null, -- while it stays, the first password is the password
    finished_at timestamptz not null
);

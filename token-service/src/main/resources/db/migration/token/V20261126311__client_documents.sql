-- The hosts whose clients are known by the address of their metadata; none at first.
alter table registration_policy add column metadata_document_hosts text[] not null default '{}';

-- Which clients are such ones.
create table client_document (
    tenant_id     text        not null,
    subject_id    uuid        not null,
    first_seen_at timestamptz not null,
    primary key (tenant_id, subject_id),
    foreign key (tenant_id, subject_id) references oauth_client (tenant_id, subject_id) on delete cascade
);

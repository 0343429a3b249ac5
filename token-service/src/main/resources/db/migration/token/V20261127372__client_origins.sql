-- Where each client lives in browsers: the origins of its redirect URIs (RFC 6454 section 6.2), kept with its metadata.
create table client_origin (
    tenant_id  text not null,
    origin     text not null,
    subject_id uuid not null,
    primary key (tenant_id, origin, subject_id),
    foreign key (tenant_id, subject_id) references oauth_client (tenant_id, subject_id) on delete cascade
);

create index client_origin_of_client on client_origin (tenant_id, subject_id);

insert into client_origin (tenant_id, origin, subject_id)
select distinct c.tenant_id,
       regexp_replace(
               regexp_replace(
                       regexp_replace(lower(substring(uri from '^https?://[^/?]+')), ':$', ''),
                       '^(https://.*):443$', '\1'),
               '^(http://.*):80$', '\1'),
       c.subject_id
  from oauth_client c, jsonb_array_elements_text(c.metadata -> 'redirect_uris') uri
 where uri ~ '^https?://[^/?]';

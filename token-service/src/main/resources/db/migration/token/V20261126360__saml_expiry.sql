-- What was last said of the end of its metadata or certificates.
alter table service_provider add column expiry_notice text;
alter table identity_provider add column expiry_notice text;

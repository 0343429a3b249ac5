-- Whether a factor was set up in this sign-in, which proves no more than what came before it.
alter table sign_in_step add column enrolled boolean not null default false;

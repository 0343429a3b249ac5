-- When the person proved at their provider who they are; null: it was here, or it is not told.
alter table upstream_session add column auth_time timestamptz;

-- The same of a session of ours that has no other proof; null: when they last signed in here, which auth_time says and
-- from which the session's own time counts in any case.
alter table session add column upstream_auth_time timestamptz;

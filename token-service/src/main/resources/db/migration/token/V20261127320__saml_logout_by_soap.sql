-- Until when a browser may still visit the service provider after the session's end; null when none is led there.
alter table saml_participant add column visited_until timestamptz;

-- Service providers that are still to be told by SOAP that a session has ended.
create table saml_logout_notice (
    tenant_id           text        not null,
    id                  uuid        not null,
    session_id          uuid        not null,
    service_provider_id uuid        not null,
    name_id             text        not null,
    name_id_format      text        not null,
    session_index       text        not null,
    attempts            int         not null,
    next_attempt_at     timestamptz not null,
    primary key (tenant_id, id)
);
create index saml_logout_notice_session on saml_logout_notice (tenant_id, session_id);
create index saml_logout_notice_due on saml_logout_notice (next_attempt_at);

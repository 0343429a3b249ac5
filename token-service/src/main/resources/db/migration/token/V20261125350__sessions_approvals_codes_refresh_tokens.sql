-- A browser's sign-in. The cookie's value is a secret: only its SHA-256 is here.
create table session (
    tenant_id     text        not null,
    id            uuid        not null,
    cookie_hash   text        not null,
    subject_id    uuid        not null,
    auth_time     timestamptz not null,
    acr           text        not null,
    amr           text[]      not null,
    tenant_epoch  bigint      not null,
    subject_epoch bigint      not null,
    created_at    timestamptz not null,
    last_used_at  timestamptz not null,
    address       text        not null,
    device        text        not null,
    primary key (tenant_id, id),
    unique (tenant_id, cookie_hash)
);
create index session_subject on session (tenant_id, subject_id);

-- The clients that a session has signed in to, each of which knows it by a name of its own (`sid`).
create table session_client (
    tenant_id  text not null,
    session_id uuid not null,
    client_id  uuid not null,
    sid        uuid not null,
    primary key (tenant_id, session_id, client_id),
    foreign key (tenant_id, session_id) references session on delete cascade
);

-- What a person authorised a client to do, once (RFC 6749 §1.3); the `grant` of access tokens.
create table approval (
    tenant_id     text        not null,
    id            uuid        not null,
    client_id     uuid        not null,
    subject_id    uuid        not null,
    session_id    uuid        not null,
    sid           uuid        not null,
    scopes        text[]      not null,
    audiences     text[]      not null,
    claims        text        not null,
    offline       boolean     not null,
    auth_time     timestamptz not null,
    acr           text        not null,
    amr           text[]      not null,
    tenant_epoch  bigint      not null,
    subject_epoch bigint      not null,
    client_epoch  bigint      not null,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    ended_at      timestamptz,
    end_reason    text,
    primary key (tenant_id, id)
);
create index approval_session on approval (tenant_id, session_id);
create index approval_subject on approval (tenant_id, subject_id);
create index approval_client on approval (tenant_id, client_id);

create table authorization_code (
    tenant_id      text        not null,
    code_hash      text        not null,
    approval_id    uuid        not null,
    redirect_uri   text        not null,
    code_challenge text,
    dpop_jkt       text,
    nonce          text,
    expires_at     timestamptz not null,
    consumed_at    timestamptz,
    primary key (tenant_id, code_hash),
    foreign key (tenant_id, approval_id) references approval on delete cascade
);
create index authorization_code_approval on authorization_code (tenant_id, approval_id);

-- One row for a whole family: any older token of it proves that it belongs here, without being kept.
create table refresh_token (
    tenant_id        text        not null,
    family_hash      text        not null,
    approval_id      uuid        not null,
    current_hash     text        not null,
    issued_at        timestamptz not null,
    previous_hash    text,
    superseded_at    timestamptz,
    masked_successor text,
    binding          text,
    primary key (tenant_id, family_hash),
    foreign key (tenant_id, approval_id) references approval on delete cascade
);
create index refresh_token_approval on refresh_token (tenant_id, approval_id);

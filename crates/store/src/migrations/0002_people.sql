create table staff (
    person_id TEXT not null primary key,
    login TEXT not null,
    name TEXT not null,
    password TEXT not null,
    demo BOOLEAN not null,
    disabled BOOLEAN not null,
    failures BIGINT not null,
    locked_until BIGINT not null,
    created_at BIGINT not null
);
create unique index staff_login on staff (login);

create table posts (
    person_id TEXT not null,
    role TEXT not null,
    unit TEXT not null,
    primary key (person_id, role, unit)
);

create table sessions (
    token_digest BYTES not null primary key,
    person_id TEXT not null,
    created_at BIGINT not null,
    seen_at BIGINT not null,
    expires_at BIGINT not null
);
create index sessions_expires on sessions (expires_at);

-- Who has which case open; rows are forgotten a minute after their screen fell silent.
create table presence (
    case_id BIGINT not null,
    person_id TEXT not null,
    unit TEXT not null,
    writing BOOLEAN not null,
    since BIGINT not null,
    seen_at BIGINT not null,
    primary key (case_id, person_id)
);
create index presence_by_age on presence (seen_at);
-- What a person chose at the desk, as JSON by name.
create table preferences (
    person_id TEXT not null,
    name TEXT not null,
    value TEXT not null,
    changed_at BIGINT not null,
    primary key (person_id, name)
);

-- What happened. A case's stream is its id; later other things have streams too.
create table events (
    stream_id BIGINT not null,
    seq BIGINT not null,
    kind TEXT not null,
    v BIGINT not null,
    at BIGINT not null,
    recorded_at BIGINT not null,
    actor TEXT not null,
    command_id TEXT not null,
    body TEXT not null,
    primary key (stream_id, seq)
);

-- Words and persons lie apart from the events; erasing a row leaves the events valid.
create table texts (
    case_id BIGINT not null,
    text_id BIGINT not null,
    salt BYTES not null,
    body TEXT not null,
    primary key (case_id, text_id)
);

create table persons (
    case_id BIGINT not null,
    person_id BIGINT not null,
    salt BYTES not null,
    body TEXT not null,
    phone TEXT,
    primary key (case_id, person_id)
);
create index persons_phone on persons (phone, case_id) where phone is not null;

-- Where a case stands: the fold of its events as `state`, and the columns that lists ask for.
create table cases (
    case_id BIGINT not null primary key,
    no TEXT not null,
    version BIGINT not null,
    status TEXT not null,
    kind TEXT not null,
    item TEXT,
    area TEXT,
    channel TEXT not null,
    secret BOOLEAN not null,
    urgent BOOLEAN not null,
    centre TEXT,
    lead TEXT,
    round BIGINT not null,
    submitted_at BIGINT not null,
    accepted_at BIGINT,
    next_by BIGINT not null,
    due BIGINT,
    stopped_at BIGINT,
    awaiting TEXT,
    extension_asked BOOLEAN not null,
    waiting_asked BOOLEAN not null,
    rework_asked BOOLEAN not null,
    call_back BOOLEAN not null,
    published BOOLEAN not null,
    ended_at BIGINT,
    state TEXT not null
);
create unique index cases_no on cases (no);
create index cases_open on cases (status, due, case_id) where status in ('submitted', 'accepted', 'in_progress', 'answered');
create index cases_awaiting on cases (awaiting, due, case_id) where awaiting is not null;
create index cases_centre on cases (centre, submitted_at, case_id);
create index cases_published on cases (submitted_at, case_id) where published;

-- One row a unit and round: the inbox of units stands on it.
create table assignments (
    case_id BIGINT not null,
    round BIGINT not null,
    unit TEXT not null,
    duty TEXT not null,
    upper TEXT,
    giver TEXT,
    state TEXT not null,
    open BOOLEAN not null,
    given_at BIGINT not null,
    sign_by BIGINT not null,
    due BIGINT not null,
    primary key (case_id, round, unit)
);
create index assignments_inbox on assignments (unit, state, due, case_id) where open;
create index assignments_ruling on assignments (giver, due, case_id) where open and state = 'return_asked';
create index assignments_unit on assignments (unit, case_id);

create table commands (
    case_id BIGINT not null,
    command_id TEXT not null,
    result TEXT not null,
    at BIGINT not null,
    primary key (case_id, command_id)
);

-- A registration has no case yet: a repeat is known by who sent it.
create table registrations (
    actor TEXT not null,
    command_id TEXT not null,
    case_id BIGINT not null,
    result TEXT not null,
    at BIGINT not null,
    primary key (actor, command_id)
);

create table query_codes (
    case_id BIGINT not null primary key,
    salt BYTES not null,
    digest BYTES not null,
    wrong BIGINT not null,
    locked_until BIGINT not null
);

create table timers (
    case_id BIGINT not null,
    timer TEXT not null,
    at BIGINT not null,
    primary key (case_id, timer)
);
create index timers_at on timers (at, case_id);

create table outbox (
    case_id BIGINT not null,
    message_id BIGINT not null,
    addressee TEXT not null,
    template TEXT not null,
    body TEXT not null,
    created_at BIGINT not null,
    sent_at BIGINT,
    tries BIGINT not null,
    next_at BIGINT not null,
    primary key (case_id, message_id)
);
create index outbox_waiting on outbox (next_at, message_id) where sent_at is null;

-- Looks at an identity: a look must not change the case.
create table audit (
    audit_id BIGINT not null primary key,
    at BIGINT not null,
    actor TEXT not null,
    act TEXT not null,
    case_id BIGINT,
    note TEXT not null
);

create table number_blocks (
    day TEXT not null primary key,
    next BIGINT not null
);

create table notices (
    notice_id BIGINT not null primary key,
    year BIGINT not null,
    issued TEXT not null,
    body TEXT not null,
    loaded_at BIGINT not null
);

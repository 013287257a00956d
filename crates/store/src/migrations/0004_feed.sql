-- What waits for its place in the feed: written with the events, so that nothing is forgotten, and
-- taken away by the one sequencer. Narrow, because every intake pays for it.
create table feed_waiting (
    stream_id BIGINT not null,
    seq BIGINT not null,
    primary key (stream_id, seq)
) WITHOUT ROWID;

-- The order of everything that happened, dense from 1. A place is given after COMMIT, so a reader
-- who has seen position n will never find a new n or less.
create table feed (
    position BIGINT not null primary key,
    stream_id BIGINT not null,
    seq BIGINT not null
);

-- How far each reader of the feed is; moved in the same transaction as what he writes.
create table followers (
    name TEXT not null primary key,
    position BIGINT not null
);

-- Who does what only one may do. The term grows with each new holder: work that an earlier one began
-- finds another term and is not written.
create table leases (
    name TEXT not null primary key,
    holder TEXT not null,
    term BIGINT not null,
    until BIGINT not null
);
insert into leases (name, holder, term, until) values ('feed', '', 0, 0);

-- Cases of before the feed come first.
insert into feed (position, stream_id, seq)
select row_number() over (order by stream_id, seq), stream_id, seq from events;

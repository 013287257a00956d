-- Entries of the knowledge base: which version holds, as far as lists ask for it.
create table knowledge (
    entry_id BIGINT not null primary key,
    changes BIGINT not null,
    newest BIGINT not null,
    waits BOOLEAN not null,
    -- The version that was passed and not withdrawn, with its last day as YYYY-MM-DD.
    holding BIGINT,
    valid_until TEXT,
    owner TEXT not null
);
-- Their dated versions: words are never changed, marks are added once.
create table knowledge_versions (
    entry_id BIGINT not null,
    version BIGINT not null,
    question TEXT not null,
    answer TEXT not null,
    source TEXT not null,
    valid_until TEXT not null,
    owner TEXT not null,
    item TEXT,
    composed BOOLEAN not null,
    written_by TEXT not null,
    written_at BIGINT not null,
    passed BOOLEAN,
    reviewed_by TEXT,
    reviewed_at BIGINT,
    review_reason TEXT,
    withdrawn_by TEXT,
    withdrawn_at BIGINT,
    withdrawn_reason TEXT,
    primary key (entry_id, version)
);

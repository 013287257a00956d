-- Versions of parts of the profile kept while the platform runs: rows are only added. `seq` is dense, so
-- of two who add at once the second finds his taken. A row that withdraws another has its number.
create table amendments (
    seq BIGINT not null primary key,
    part TEXT not null,
    effective TEXT not null,
    body TEXT not null,
    why TEXT not null,
    written_by TEXT not null,
    written_at BIGINT not null,
    withdraws BIGINT
);
create unique index amendments_withdrawn on amendments (withdraws) where withdraws is not null;

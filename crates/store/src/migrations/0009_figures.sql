-- What each case adds to the figures: by day, and by the unit that answers (lead) and the one below it
-- that works (hand, if another). A centre's own work stands as '@CODE'; '' is nobody.
create table case_figures (
    case_id BIGINT not null,
    day BIGINT not null,
    lead TEXT not null,
    hand TEXT not null,
    kind TEXT not null,
    item TEXT not null,
    county TEXT not null,
    channel TEXT not null,
    hour TEXT not null,
    received BIGINT not null,
    given BIGINT not null,
    in_time BIGINT not null,
    late BIGINT not null,
    direct BIGINT not null,
    returned_upheld BIGINT not null,
    returned_rejected BIGINT not null,
    reworked BIGINT not null,
    heard BIGINT not null,
    solved BIGINT not null,
    satisfied BIGINT not null,
    grades BIGINT not null,
    minutes BIGINT not null,
    primary key (case_id, day, lead, hand)
) WITHOUT ROWID;
create index case_figures_day on case_figures (day, case_id);
create index case_figures_lead on case_figures (lead, day);
create index case_figures_hand on case_figures (hand, day) where hand <> '';
create index case_figures_county on case_figures (county, day);

-- The sums of the above, a few narrow cubes: which traits a, b and c are says the cube.
create table daily_figures (
    cube TEXT not null,
    day BIGINT not null,
    a TEXT not null,
    b TEXT not null,
    c TEXT not null,
    received BIGINT not null,
    given BIGINT not null,
    in_time BIGINT not null,
    late BIGINT not null,
    direct BIGINT not null,
    returned_upheld BIGINT not null,
    returned_rejected BIGINT not null,
    reworked BIGINT not null,
    heard BIGINT not null,
    solved BIGINT not null,
    satisfied BIGINT not null,
    grades BIGINT not null,
    minutes BIGINT not null,
    primary key (cube, day, a, b, c)
) WITHOUT ROWID;

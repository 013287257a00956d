-- Cases of lines that keep their own number, by that line's number of the case.
create table line_cases (
    line TEXT not null,
    outside_no TEXT not null,
    case_id BIGINT not null,
    primary key (line, outside_no)
);

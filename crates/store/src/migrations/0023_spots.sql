-- Where cases are whose place is no secret, in hundred-thousandths of a degree, and the cell of the grid around
-- it: what is near a point is looked for in a few cells. Derived, like the words by which cases are found.
create table spots (
    case_id BIGINT not null primary key,
    cell BIGINT not null,
    lng BIGINT not null,
    lat BIGINT not null
);
create index spots_by_cell on spots (cell, case_id);

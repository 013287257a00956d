-- What cases are about and when they came, in a tenth of the bytes of the cases themselves: lists that are
-- narrowed by several of these walk over this index and fetch only the rows that they show.
create index cases_sift on cases (submitted_at, case_id, kind, item, channel, area);

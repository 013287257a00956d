-- Lists of centres: an index holds only what waits, so that none grows with the archive. SQLite uses such
-- an index where the statement repeats its condition word by word.
drop index cases_open;
create index cases_open on cases (status, case_id) where ended_at is null;
create index cases_to_accept on cases (next_by, case_id, centre, area) where status = 'submitted';
create index cases_to_dispatch on cases (centre, next_by, case_id) where status = 'accepted';
create index cases_extensions on cases (centre, due, case_id) where extension_asked;
create index cases_waiting on cases (centre, due, case_id) where waiting_asked;
create index cases_rework_asked on cases (centre, due, case_id) where rework_asked;
create index cases_call_back on cases (centre, due, case_id) where call_back and status = 'answered';

-- Lists of units, in their order, with everything that they are narrowed by: counts need no row, and a
-- page stops when it is full.
drop index assignments_inbox;
create index assignments_inbox on assignments (unit, due, case_id, state, round, duty, open) where open;

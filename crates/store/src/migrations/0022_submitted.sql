-- Lists that end at an instant begin there and do not walk down from today.
create index cases_submitted on cases (submitted_at, case_id);

-- When the copy for everybody was last published, with what its lists are narrowed by: the latest to read are
-- found without walking the others.
alter table cases add column published_at BIGINT;
create index cases_published_at on cases (published_at, case_id, kind, item, area) where published_at is not null;

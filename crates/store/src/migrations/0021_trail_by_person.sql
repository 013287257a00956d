-- The audit trail is asked by person, by act and by case; without these it is walked from its end.
create index audit_of_actor on audit (actor, audit_id);
create index audit_of_act on audit (act, audit_id);
create index audit_of_case on audit (case_id, audit_id) where case_id is not null;

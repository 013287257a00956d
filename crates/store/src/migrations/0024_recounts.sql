-- How often a follower was sent back to the first event: its place alone does not tell two countings apart.
alter table followers add column recounts BIGINT not null default 0;

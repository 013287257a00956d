-- 督办, and which of a case's sealed words name who has a unit's part of it in hand.
alter table cases add column supervised BOOLEAN not null default false;
alter table assignments add column person BIGINT;

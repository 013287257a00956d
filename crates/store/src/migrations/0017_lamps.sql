-- The limit with everything granted, in working days (0: same day), and the rulebook's day of effect.
alter table cases add column lamp_days BIGINT;
alter table cases add column rulebook TEXT;

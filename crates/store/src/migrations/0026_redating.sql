-- When the last walk over the open cases began that came to its end and knew the table; nothing while none did.
alter table notices add column redated_at BIGINT;

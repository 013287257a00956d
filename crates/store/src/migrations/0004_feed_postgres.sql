-- A queue lives from being cleaned early: dead rows at its head are walked over with every look.
alter table feed_waiting set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 1000000);

-- Each endpoint is told by itself, so what waits is looked for by endpoint.
create index webhook_deliveries_of on webhook_deliveries (webhook_id, next_at, position) where next_at is not null;
drop index webhook_deliveries_due;

-- Endpoints of other programs that are told what happens, and each thing that they are told.
create table webhooks (
    webhook_id TEXT not null primary key,
    owner TEXT not null,
    url TEXT not null,
    kinds TEXT not null,
    secret TEXT not null,
    old_secret TEXT,
    old_secret_until BIGINT,
    created_at BIGINT not null,
    disabled_at BIGINT,
    disabled_why TEXT,
    failures BIGINT not null,
    failing_since BIGINT,
    pause_until BIGINT not null
);
create index webhooks_owner on webhooks (owner, webhook_id);

create table webhook_deliveries (
    webhook_id TEXT not null,
    position BIGINT not null,
    body TEXT not null,
    created_at BIGINT not null,
    tries BIGINT not null,
    next_at BIGINT,
    tried_at BIGINT,
    sent_at BIGINT,
    status BIGINT,
    millis BIGINT,
    error TEXT,
    primary key (webhook_id, position)
);
create index webhook_deliveries_due on webhook_deliveries (next_at, position) where next_at is not null;
create index webhook_deliveries_old on webhook_deliveries (created_at) where next_at is null;

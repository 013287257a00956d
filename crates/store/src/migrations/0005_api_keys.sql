-- Keys of programs. Their posts stand in `posts` under `key:NAME`, so that a key acts as staff do.
create table api_keys (
    key_id TEXT not null primary key,
    name TEXT not null,
    digest BYTES not null,
    scopes TEXT not null,
    created_by TEXT not null,
    created_at BIGINT not null,
    expires_at BIGINT,
    revoked_at BIGINT,
    used_at BIGINT
);
create unique index api_keys_name on api_keys (name);

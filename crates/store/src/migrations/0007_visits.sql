-- Keys of requesters to their own case: links of messages and visits of browsers. Only digests are kept.
-- A look-up by digest across cases, pruned when a key ends.
create table case_keys (
    key_digest BYTES not null primary key,
    case_id BIGINT not null,
    purpose TEXT not null,
    expires_at BIGINT not null
);

create index case_keys_by_end on case_keys (expires_at);

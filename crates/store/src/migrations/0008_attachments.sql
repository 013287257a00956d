-- Which files cases refer to, by digest: what nobody refers to may be swept away.
create table attachments (
    case_id BIGINT not null,
    seq BIGINT not null,
    digest TEXT not null,
    bytes BIGINT not null,
    primary key (case_id, seq)
);
create index attachments_digest on attachments (digest);

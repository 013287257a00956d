-- What staff may read of every case.
create table words_staff (rowid BIGINT not null primary key, tokens TSVECTOR not null);
create index words_staff_tokens on words_staff using gin (tokens);
-- Secret cases with their original words.
create table words_centre (rowid BIGINT not null primary key, tokens TSVECTOR not null);
create index words_centre_tokens on words_centre using gin (tokens);
-- Published copies.
create table words_public (rowid BIGINT not null primary key, tokens TSVECTOR not null);
create index words_public_tokens on words_public using gin (tokens);

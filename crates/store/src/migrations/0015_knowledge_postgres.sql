create table words_knowledge (rowid BIGINT not null primary key, tokens TSVECTOR not null);
create index words_knowledge_tokens on words_knowledge using gin (tokens);

create virtual table words_knowledge using fts5(
    tokens, content='', contentless_delete=1, detail=none, tokenize='ascii'
);

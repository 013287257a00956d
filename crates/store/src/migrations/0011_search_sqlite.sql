-- What staff may read of every case.
create virtual table words_staff using fts5(
    tokens, content='', contentless_delete=1, detail=none, tokenize='ascii'
);
-- Secret cases with their original words.
create virtual table words_centre using fts5(
    tokens, content='', contentless_delete=1, detail=none, tokenize='ascii'
);
-- Published copies.
create virtual table words_public using fts5(
    tokens, content='', contentless_delete=1, detail=none, tokenize='ascii'
);

update cases set published_at = json_extract(state, '$.published.at') where published;

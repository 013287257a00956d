update cases set published_at = cast(state::jsonb -> 'published' ->> 'at' as BIGINT) where published;

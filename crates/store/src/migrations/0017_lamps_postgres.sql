-- Cases that have ended burn no more; one that is reopened is written anew.
update cases set
    rulebook = state::jsonb #>> '{accepted,rulebook}',
    lamp_days = case
        when state::jsonb #>> '{promise,due}' is null then null
        when state::jsonb #>> '{promise,base,same_day,date}' is not null
            or state::jsonb #>> '{promise,base,corrected,days}' = '0' then 0
        else cast(coalesce(state::jsonb #>> '{promise,base,counted,days}',
                state::jsonb #>> '{promise,base,corrected,days}') as BIGINT)
            + cast(state::jsonb #>> '{promise,extended}' as BIGINT)
            + cast(state::jsonb #>> '{promise,waited}' as BIGINT)
    end
where ended_at is null;

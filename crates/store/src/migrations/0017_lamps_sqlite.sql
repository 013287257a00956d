-- Cases that have ended burn no more; one that is reopened is written anew.
update cases set
    rulebook = json_extract(state, '$.accepted.rulebook'),
    lamp_days = case
        when json_extract(state, '$.promise.due') is null then null
        when json_extract(state, '$.promise.base.same_day.date') is not null
            or json_extract(state, '$.promise.base.corrected.days') = 0 then 0
        else coalesce(json_extract(state, '$.promise.base.counted.days'),
                json_extract(state, '$.promise.base.corrected.days'))
            + json_extract(state, '$.promise.extended') + json_extract(state, '$.promise.waited')
    end
where ended_at is null;

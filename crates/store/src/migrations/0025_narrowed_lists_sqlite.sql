-- Few states are looked into: the words that they must hold are looked for first.
update cases set supervised = true
where state like '%"supervised":true%' and json_extract(state, '$.supervised');
update assignments set person = (
    select cast(json_extract(held.value, '$.person') as integer)
    from cases c, json_each(c.state, '$.assignments') held
    where c.case_id = assignments.case_id
        and json_extract(held.value, '$.round') = assignments.round
        and json_extract(held.value, '$.unit') = assignments.unit
)
where case_id in (select case_id from cases where state like '%"person":"%');

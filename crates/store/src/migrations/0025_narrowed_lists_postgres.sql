-- Few states are looked into: the words that they must hold are looked for first.
update cases set supervised = true
where state like '%"supervised":true%' and state::jsonb ->> 'supervised' = 'true';
update assignments a set person = cast(held.value ->> 'person' as BIGINT)
from cases c, jsonb_array_elements(c.state::jsonb -> 'assignments') held
where c.case_id = a.case_id and c.state like '%"person":"%'
    and cast(held.value ->> 'round' as BIGINT) = a.round and held.value ->> 'unit' = a.unit
    and held.value ->> 'person' is not null;

-- Recognition counts are multiples of 3: no unrounded count is kept.
select * from (
    select year, reference, unnest([full_equivalence, decided, positive]) as value from fct_recognition
    union all by name
    select year, reference, count as value from fct_recognition_origin
)
where value % 3 <> 0;

-- Recognition counts are multiples of 3: no unrounded count is kept.
select year, reference, full_equivalence as value from fct_recognition where full_equivalence % 3 <> 0
union all by name
select year, reference, count as value from fct_recognition_origin where count % 3 <> 0;

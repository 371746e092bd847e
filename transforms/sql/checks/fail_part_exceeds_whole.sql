-- Foreigners are part of all.
select p.region_id, p.occupation_id, p.year, p.measure, p.value as part, w.value as whole
from fct_region_occupation p
join fct_region_occupation w
  on w.region_id = p.region_id and w.occupation_id = p.occupation_id and w.year = p.year
 and w.measure = case p.measure when 'unemployed_foreign_persons' then 'unemployed_persons'
                                when 'foreign_employees_persons' then 'employees_persons' end
where p.value > w.value + 0.001 and w.secret_cells = 0 and p.year = (select max(year) from dim_period);

-- All procedures in Germany by outcome and year.
create table recognition_series as
select year(period_start) as year,
       max(value) filter (indicator_id = 'recognition_full')::integer as full_equivalence,
       max(value) filter (indicator_id = 'recognition_positive')::integer as positive,
       max(value) filter (indicator_id = 'recognition_conditions')::integer as conditions,
       max(value) filter (indicator_id = 'recognition_procedures')::integer as procedures
from stg_destatis_anerkennung
where occupation_id = 'total' and label in ('', 'Insgesamt') and group_id = ''
group by all
order by year;

-- All procedures in Germany by outcome and year; a year that several workbooks hold is that of the newest.
create table recognition_series as
select year(period_start) as year,
       arg_max(value, part) filter (indicator_id = 'recognition_full')::integer as full_equivalence,
       arg_max(value, part) filter (indicator_id = 'recognition_positive')::integer as positive,
       arg_max(value, part) filter (indicator_id = 'recognition_conditions')::integer as conditions,
       arg_max(value, part) filter (indicator_id = 'recognition_procedures')::integer as procedures
from stg_destatis_anerkennung
where occupation_id = 'total' and label in ('', 'Insgesamt') and group_id = ''
group by all
order by year;

-- The aggregates Destatis publishes over several reference occupations, such as Pflege with its predecessors.
create table recognition_aggregate as
select year(period_start) as year, label as aggregate_name, value::integer as full_equivalence
from stg_destatis_anerkennung
where indicator_id = 'recognition_full' and occupation_id = 'aggregate'
  and year(period_start) = (select max(year) from fct_recognition)
order by aggregate_name;

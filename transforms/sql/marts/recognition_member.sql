-- Which reference occupations an aggregate of the newest reporting year is made of.
create table recognition_member as
select distinct aggregate_name, occupation_id as reference_code, label as reference
from stg_destatis_anerkennung
where aggregate_name is not null and year(period_start) = (select max(year) from fct_recognition)
order by all;

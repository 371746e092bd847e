-- Which reference occupations an aggregate is made of.
create table recognition_member as
select distinct aggregate_name, occupation_id as reference_code, label as reference
from stg_destatis_anerkennung
where aggregate_name is not null
order by all;

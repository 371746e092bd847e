-- A region, occupation, measure and year has one figure.
select region_id, occupation_id, measure, year, count(*) as rows
from fct_region_occupation
group by all having count(*) > 1;

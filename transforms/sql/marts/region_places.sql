-- Region x occupation group: open apprenticeship places of the crafts on the newest day of a search.
create table region_places as
with newest as (
    select max(day) as day from fct_evidence where source_id = 'hwk_lehrstellen'
)
select o.region_id, e.occupation_id, e.day, sum(e.value)::integer as places,
       count(distinct e.area_id)::integer as kreise, 0 as missing
from fct_evidence e
semi join newest using (day)
join dim_overlap o on o.area_id = e.area_id and o.relation = 'inside'
where e.source_id = 'hwk_lehrstellen' and e.value is not null
group by o.region_id, e.occupation_id, e.day
order by o.region_id, e.occupation_id;

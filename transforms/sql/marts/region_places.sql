-- Region x occupation group: open apprenticeship places of the crafts on the newest day of a search.
-- A Kreis with 1 or 2 places in a group is left out of every sum, so that no difference of two sums tells them.
-- A region that cuts a Kreis counts its places by the share of the population, as all sums do.
-- kreise, missing: Kreise of the region that the exchange covers, and those of which it says nothing.
create table region_places as
with newest as (
    select max(day) as day from fct_evidence where source_id = 'hwk_lehrstellen'
),
found as (
    select e.* from fct_evidence e semi join newest using (day) where e.source_id = 'hwk_lehrstellen'
),
counted as (
    select f.area_id, f.occupation_id, f.day, sum(f.value)::integer as places
    from found f
    join dim_region k on k.region_id = f.area_id and k.kind = 'kreis'
    where f.value is not null
    group by f.area_id, f.occupation_id, f.day
    having sum(f.value) >= 3
),
covered as (
    select o.region_id, count(distinct f.area_id) filter (f.value is not null or f.flag = 'secret')::integer as kreise,
           count(distinct k.region_id)::integer as of_kreise
    from dim_overlap o
    join dim_region k on k.region_id = o.area_id and k.kind = 'kreis'
    left join found f on f.area_id = o.area_id
    where o.relation = 'inside'
    group by o.region_id
)
select o.region_id, f.occupation_id, f.day, round(sum(f.places * m.share))::integer as places, c.kreise, c.of_kreise - c.kreise as missing
from counted f
join dim_overlap o on o.area_id = f.area_id and o.relation = 'inside'
join dim_membership m on m.region_id = o.region_id and m.kreis_id = f.area_id
join covered c on c.region_id = o.region_id
group by o.region_id, f.occupation_id, f.day, c.kreise, c.of_kreise
having round(sum(f.places * m.share)) >= 3
order by o.region_id, f.occupation_id;

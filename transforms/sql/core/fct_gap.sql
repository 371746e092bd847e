-- Compositions whose Kreise lack figures in the newest year or the year before.
-- before_without: what the missing Kreise had the year before; blocked: a Kreis has a figure now but had none then.
-- The matched measures leave a Kreis with a gap out as a whole.
create table fct_gap as
with missing as (
    select o.region_id, o.occupation_id, o.measure, o.year, p.year as newest
    from fct_observation o join dim_period p on p.measure = o.measure and o.year >= p.year - 1
    where o.flag = 'unknown'
),
gap_now as (
    select m.region_id, m.occupation_id, m.measure, coalesce(b.value, 0) as before
    from missing m
    left join fct_observation b on b.region_id = m.region_id and b.occupation_id = m.occupation_id
                               and b.measure = m.measure and b.year = m.newest - 1
    where m.year = m.newest
),
gap_before as (
    select m.region_id, m.occupation_id, m.measure
    from missing m anti join gap_now g using (region_id, occupation_id, measure)
    where m.year = m.newest - 1
),
matched (measure, taken_from) as (
    values ('vacancies_matched', 'vacancies'), ('unemployed_matched', 'unemployed_persons')
),
whole_kreis as (
    select t.region_id, t.occupation_id, m.measure, t.value as before, false as blocked
    from (select distinct region_id from gap_now where measure = 'unemployed_persons') g
    join matched m on true
    join dim_period p on p.measure = m.measure
    join fct_region_occupation t on t.region_id = g.region_id and t.measure = m.taken_from and t.year = p.year - 1
    union all by name
    select g.region_id, t.occupation_id, m.measure, 0 as before, true as blocked
    from (select distinct region_id from gap_before where measure = 'unemployed_persons') g
    join matched m on true
    join dim_period p on p.measure = m.measure
    join fct_region_occupation t on t.region_id = g.region_id and t.measure = m.taken_from and t.year = p.year
),
kreis_gap as (
    select region_id, occupation_id, measure, before, false as blocked from gap_now
    union all by name
    select region_id, 'total' as occupation_id, measure, sum(before) as before, false as blocked
    from gap_now group by region_id, measure
    union all by name
    select region_id, occupation_id, measure, 0 as before, true as blocked from gap_before
    union all by name
    select distinct region_id, 'total' as occupation_id, measure, 0 as before, true as blocked from gap_before
    union all by name
    select * from whole_kreis
)
select m.region_id, g.occupation_id, g.measure, sum(g.before * m.share) as before_without, bool_or(g.blocked) as blocked,
       list(distinct g.region_id order by g.region_id) as kreise
from kreis_gap g
join dim_membership m on m.kreis_id = g.region_id
group by m.region_id, g.occupation_id, g.measure;

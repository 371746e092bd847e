-- Compositions whose Kreise lack figures in the newest year or the year before.
-- before_without: what the missing Kreise had the year before; blocked: a Kreis has a figure now but had none then.
-- The matched measures leave a Kreis with missing figures out as a whole.
create table fct_missing as
with unknown as (
    select o.region_id, o.occupation_id, o.measure, o.year, p.year as newest
    from fct_observation o join dim_period p on p.measure = o.measure and o.year >= p.year - 1
    where o.flag = 'unknown'
),
missing_now as (
    select u.region_id, u.occupation_id, u.measure, coalesce(b.value, 0) as before
    from unknown u
    left join fct_observation b on b.region_id = u.region_id and b.occupation_id = u.occupation_id
                               and b.measure = u.measure and b.year = u.newest - 1
    where u.year = u.newest
),
missing_before as (
    select u.region_id, u.occupation_id, u.measure
    from unknown u anti join missing_now n using (region_id, occupation_id, measure)
    where u.year = u.newest - 1
),
matched (measure, taken_from) as (
    values ('vacancies_matched', 'vacancies'), ('unemployed_matched', 'unemployed_persons')
),
whole_kreis as (
    select t.region_id, t.occupation_id, m.measure, t.value as before, false as blocked
    from (select distinct region_id from missing_now where measure = 'unemployed_persons') n
    join matched m on true
    join dim_period p on p.measure = m.measure
    join fct_region_occupation t on t.region_id = n.region_id and t.measure = m.taken_from and t.year = p.year - 1
    union all by name
    select n.region_id, t.occupation_id, m.measure, 0 as before, true as blocked
    from (select distinct region_id from missing_before where measure = 'unemployed_persons') n
    join matched m on true
    join dim_period p on p.measure = m.measure
    join fct_region_occupation t on t.region_id = n.region_id and t.measure = m.taken_from and t.year = p.year
),
kreis_missing as (
    select region_id, occupation_id, measure, before, false as blocked from missing_now
    union all by name
    select region_id, 'total' as occupation_id, measure, sum(before) as before, false as blocked
    from missing_now group by region_id, measure
    union all by name
    select region_id, occupation_id, measure, 0 as before, true as blocked from missing_before
    union all by name
    select distinct region_id, 'total' as occupation_id, measure, 0 as before, true as blocked from missing_before
    union all by name
    select * from whole_kreis
)
select m.region_id, k.occupation_id, k.measure, sum(k.before * m.share) as before_without, bool_or(k.blocked) as blocked,
       list(distinct k.region_id order by k.region_id) as kreise
from kreis_missing k
join dim_membership m on m.kreis_id = k.region_id
group by m.region_id, k.occupation_id, k.measure;

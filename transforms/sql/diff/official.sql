-- BA area x group x level: official classes that are not the same; no class is "not rated", which is not "no shortage".
with area as (
    select distinct land_group_id as region_id from later.dim_region semi join wanted using (region_id)
    union
    select distinct land_group_id from earlier.dim_region semi join wanted using (region_id)
),
before as (
    select region_id, occupation_id, level, any_value(year) as year, max(score) as score, arg_max(class, score) as class
    from earlier.land_official semi join area using (region_id) group by all
),
now as (
    select region_id, occupation_id, level, any_value(year) as year, max(score) as score, arg_max(class, score) as class
    from later.land_official semi join area using (region_id) group by all
)
select region_id, 'official' as subject, 'class' as measure, occupation_id, level, 'class' as kind,
       (select max(year) from before)::varchar as period_before, (select max(year) from now)::varchar as period_now,
       b.score as before, n.score as now, b.class as word_before, n.class as word_now
from before b
full join now n using (region_id, occupation_id, level)
where b.class is distinct from n.class;

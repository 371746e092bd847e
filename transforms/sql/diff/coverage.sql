-- Kreise whose figures a sum of the region has to do without in one edition only.
with before as (
    select region_id, measure, year, unnest(without_kreise) as kreis_id
    from earlier.region_headline semi join wanted using (region_id)
),
now as (
    select region_id, measure, year, unnest(without_kreise) as kreis_id
    from later.region_headline semi join wanted using (region_id)
),
year_of as (
    select e.measure, e.year as year_before, l.year as year_now
    from earlier.dim_period e join later.dim_period l using (measure)
)
select coalesce(b.region_id, n.region_id) as region_id, 'coverage' as subject,
       coalesce(b.measure, n.measure) as measure, 'border' as kind,
       y.year_before::varchar as period_before, y.year_now::varchar as period_now,
       b.kreis_id as word_before, n.kreis_id as word_now
from before b
full join now n using (region_id, measure, kreis_id)
join year_of y on y.measure = coalesce(b.measure, n.measure)
where (b.kreis_id is null or n.kreis_id is null) and not ends_with(coalesce(b.measure, n.measure), '_matched');

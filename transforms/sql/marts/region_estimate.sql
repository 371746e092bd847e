-- Region x 3-digit group: the project's own estimate beside the Land's best official class, and how both read together.
-- "In der Region eng, im Land nicht" needs a rating of the Land and the region's own counts. No reading without a rating
-- anywhere, and none for the areas that the BA rates itself.
create table region_estimate as
with land as (
    select region_id as land_group_id, occupation_id, max(score) as best
    from land_official where score is not null group by all
),
joined as (
    select e.*,
           case when l.best >= 2 then 'engpass' when l.best >= 1.5 then 'beobachtung'
                when l.best is not null then 'kein_engpass' end as land_class,
           r.kind
    from fct_estimate e
    join dim_region r using (region_id)
    left join land l on l.land_group_id = r.land_group_id and l.occupation_id = e.occupation_id
),
final as (
    select * exclude (kind),
           case when kind in ('land', 'land_group', 'country') or reason in ('unknown', 'not_rated', 'no_model') then null
                when reason is not null then 'zu_wenige'
                when land_class = 'engpass' and class = 'engpass' then 'beide_eng'
                when land_class = 'engpass' and class = 'kein_engpass' then 'land_eng'
                when class = 'engpass' and land_class is not null and basis = 'group' then 'region_eng'
                when class = 'kein_engpass' and coalesce(land_class, '') <> 'beobachtung' then 'kein_zeichen'
                else 'beobachten' end as reading
    from joined
)
select * from final order by region_id, occupation_id;

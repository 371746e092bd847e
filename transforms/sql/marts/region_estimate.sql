-- Region x 3-digit group: the project's own estimate beside the Land's best official class, and how both read together.
-- A class is stated from a probability of 0.8 on, or up to 0.2; in between it is open. No reading without a rating
-- anywhere, and none for the areas that the BA rates itself.
create table region_estimate as
with land as (
    select region_id as land_group_id, occupation_id, max(score) as best
    from land_official where score is not null group by all
),
classed as (
    select e.*,
           case when e.probability >= 0.8 then 'engpass' when e.probability <= 0.2 then 'kein_engpass'
                when e.probability is not null then 'uneindeutig' end as class,
           case when l.best >= 2 then 'engpass' when l.best >= 1.5 then 'beobachtung'
                when l.best is not null then 'kein_engpass' end as land_class,
           r.kind
    from fct_estimate e
    join dim_region r using (region_id)
    left join land l on l.land_group_id = r.land_group_id and l.occupation_id = e.occupation_id
),
final as (
    select * exclude (kind),
           case when kind in ('land', 'land_group', 'country') or reason in ('not_rated', 'no_model') then null
                when reason is not null then 'zu_wenige'
                when land_class = 'engpass' and class = 'engpass' then 'beide_eng'
                when land_class = 'engpass' and class = 'kein_engpass' then 'land_eng'
                when class = 'engpass' then 'region_eng'
                when class = 'kein_engpass' and coalesce(land_class, '') <> 'beobachtung' then 'kein_zeichen'
                else 'beobachten' end as reading
    from classed
)
select * from final order by region_id, occupation_id;

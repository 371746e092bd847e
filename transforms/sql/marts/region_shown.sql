-- The groups the BA calls short in the region's Land at any level, and those the estimate calls short in the region;
-- most probable shortage first, then the tightest; a Land, which the BA rates itself, has the tightest first. Groups with
-- too few cases for a ratio follow by vacancies.
create table region_shown as
with short as (
    select r.region_id, o.occupation_id
    from land_official o join dim_region r on r.land_group_id = o.region_id
    where o.class = 'engpass'
    union
    select region_id, occupation_id from region_estimate where reading = 'region_eng'
)
select s.region_id, s.occupation_id, s.ratio is not null as has_ratio,
       row_number() over (partition by s.region_id
                          order by e.probability desc nulls last, s.ratio is null, s.ratio,
                                   s.vacancies desc nulls last, s.occupation_id) as position
from region_shortage s
join short on short.region_id = s.region_id and short.occupation_id = s.occupation_id
left join region_estimate e on e.region_id = s.region_id and e.occupation_id = s.occupation_id and e.reading is not null
order by s.region_id, position;

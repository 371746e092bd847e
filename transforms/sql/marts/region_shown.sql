-- The groups the BA calls short in the region's Land at any level, and those the estimate calls short in the region;
-- most probable shortage first, then the tightest; a Land, which the BA rates itself, has the tightest first. Groups with
-- too few cases for a ratio follow by vacancies. mapped: the first group with a ratio in the region that has one in at
-- least half of the Kreise of the Land; none in a Land of one or two Kreise, where a map would say nothing.
create table region_shown as
with short as (
    select r.region_id, o.occupation_id
    from land_official o join dim_region r on r.land_group_id = o.region_id
    where o.class = 'engpass'
    union
    select region_id, occupation_id from region_estimate where reading = 'region_eng'
),
kreis as (
    select region_id, land_id from dim_region where kind = 'kreis' and coalesce(valid_to, '') = ''
),
known as (
    select k.land_id, s.occupation_id, count(s.ratio) as known from region_shortage s join kreis k using (region_id) group by all
),
placed as (
    select s.region_id, s.occupation_id, s.ratio is not null as has_ratio,
           row_number() over (partition by s.region_id
                              order by e.probability desc nulls last, s.ratio is null, s.ratio,
                                       s.vacancies desc nulls last, s.occupation_id) as position,
           s.ratio is not null and n.kreise >= 3 and 2 * coalesce(k.known, 0) >= n.kreise as mappable
    from region_shortage s
    join short on short.region_id = s.region_id and short.occupation_id = s.occupation_id
    join dim_region r on r.region_id = s.region_id
    left join (select land_id, count(*) as kreise from kreis group by land_id) n on n.land_id = r.land_id
    left join known k on k.land_id = r.land_id and k.occupation_id = s.occupation_id
    left join region_estimate e on e.region_id = s.region_id and e.occupation_id = s.occupation_id and e.reading is not null
)
select region_id, occupation_id, has_ratio, position,
       coalesce(mappable and position = min(position) filter (where mappable) over (partition by region_id), false) as mapped
from placed
order by region_id, position;

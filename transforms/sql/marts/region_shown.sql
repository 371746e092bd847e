-- The groups the BA calls short in the region's Land at any level, tightest in the region first.
-- Groups with too few cases for a ratio follow by vacancies.
create table region_shown as
with short as (
    select distinct region_id as land_group_id, occupation_id from land_official where class = 'engpass'
)
select s.region_id, s.occupation_id, s.ratio is not null as has_ratio,
       row_number() over (partition by s.region_id
                          order by s.ratio is null, s.ratio, s.vacancies desc nulls last, s.occupation_id) as position
from region_shortage s
join dim_region r using (region_id)
join short on short.land_group_id = r.land_group_id and short.occupation_id = s.occupation_id
order by s.region_id, position;

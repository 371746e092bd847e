-- Which areas concern a region of a brief: inside it, around it, or touching it.
-- inside: all Kreise of the area belong to the region; around: all Kreise of the region belong to the area.
create table dim_overlap as
with member as (
    select m.region_id, m.kreis_id, count(*) over (partition by m.region_id) as kreise
    from dim_membership m
    join dim_region r on r.region_id = m.region_id and coalesce(r.valid_to, '') = ''
    join dim_region k on k.region_id = m.kreis_id and k.kind = 'kreis'
)
select r.region_id, a.region_id as area_id,
       case when count(*) = any_value(a.kreise) then 'inside' when count(*) = any_value(r.kreise) then 'around'
            else 'touching' end as relation
from member r
join dim_region b on b.region_id = r.region_id and b.kind in ('kreis', 'ra', 'land')
join member a using (kreis_id)
group by r.region_id, a.region_id
order by r.region_id, a.region_id;

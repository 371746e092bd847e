-- What is printed as a sum: regions of Kreise, then Länder of the Regionalagentur regions they consist of.
select region_id, members
from (
    select 1 as part, m.region_id, list(m.kreis_id order by m.kreis_id) as members
    from dim_membership m
    join dim_region r using (region_id)
    where r.kind in ('ra', 'land') and coalesce(r.valid_to, '') = ''
    group by m.region_id
    union all
    select 2 as part, land_id, list(region_id order by region_id)
    from dim_region where kind = 'ra'
    group by land_id
)
order by part, region_id;

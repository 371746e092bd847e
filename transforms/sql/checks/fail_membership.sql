-- A composition is made of known Kreise, with shares in (0, 1].
select m.region_id, m.kreis_id, m.share
from dim_membership m
left join dim_region k on k.region_id = m.kreis_id and k.kind in ('kreis', 'unassigned')
where k.region_id is null or m.share <= 0 or m.share > 1;

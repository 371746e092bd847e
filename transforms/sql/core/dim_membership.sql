-- Every region as a set of Kreise; a Kreis is a set of one.
create table dim_membership as
select region_id, kreis_id, share, share_basis, status from stg_membership
union all by name
select region_id, region_id as kreis_id, 1.0 as share, '' as share_basis, status
from stg_region where kind in ('kreis', 'unassigned')
order by region_id, kreis_id;

-- Kreise that belong to a region in one edition only, or with another share.
with before as (select region_id, kreis_id, share from earlier.dim_membership semi join wanted using (region_id)),
now as (select region_id, kreis_id, share from later.dim_membership semi join wanted using (region_id)),
in_both as (select region_id from before intersect select region_id from now)
select coalesce(b.region_id, n.region_id) as region_id, 'membership' as subject,
       coalesce(b.kreis_id, n.kreis_id) as measure, 'border' as kind, b.share as before, n.share as now
from before b
full join now n using (region_id, kreis_id)
semi join in_both on in_both.region_id = coalesce(b.region_id, n.region_id)
where b.share is distinct from n.share;

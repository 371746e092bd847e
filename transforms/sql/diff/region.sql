-- Regions that only one of the editions has.
with before as (select region_id from earlier.dim_region semi join wanted using (region_id) where coalesce(valid_to, '') = ''),
now as (select region_id from later.dim_region semi join wanted using (region_id) where coalesce(valid_to, '') = '')
select coalesce(b.region_id, n.region_id) as region_id, 'region' as subject, 'region' as measure,
       case when b.region_id is null then 'new' else 'gone' end as kind
from before b
full join now n using (region_id)
where b.region_id is null or n.region_id is null;

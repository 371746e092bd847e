-- Occupation groups that only one edition has figures for, or that bear another name.
with before as (
    select occupation_id, name from earlier.dim_occupation semi join earlier.region_shortage using (occupation_id)
    where level = 3
),
now as (
    select occupation_id, name from later.dim_occupation semi join later.region_shortage using (occupation_id)
    where level = 3
)
select 'DE' as region_id, 'occupation' as subject, 'occupation' as measure,
       coalesce(b.occupation_id, n.occupation_id) as occupation_id, 'classification' as kind,
       b.name as word_before, n.name as word_now
from before b
full join now n using (occupation_id)
where b.name is distinct from n.name;

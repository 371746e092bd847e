-- One row per region a figure can stand for, retired Kreise included.
create table dim_region as
select region_id, kind, name, land_id, land_group_id, valid_from, valid_to, status
from stg_region
order by region_id;

-- One row per region a figure can stand for, retired Kreise included.
create table stg_region as
select region_id, kind, name, land_id, land_group_id, valid_from, valid_to, status
from read_csv(getvariable('reference') || '/region.csv', header = true, all_varchar = true);

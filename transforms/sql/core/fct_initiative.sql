-- The register: one row per entry, area and occupation group.
create table fct_initiative as
select detail ->> '$.id' as entry_id, label as name, regexp_extract(group_id, '(^|;)kind=([^;]*)', 2) as kind,
       region_id as area_id, period_start as checked, detail, part, occupation_id,
       group_id, sheet, "row", "column"
from stg_register
where indicator_id = 'register_entry';

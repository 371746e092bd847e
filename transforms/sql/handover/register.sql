-- Entries of the register that concern the regions.
with concerned as (
    select distinct area_id from dim_overlap
    where list_contains(getvariable('regions'), region_id) and relation <> 'touching'
    union
    select 'DE'
)
select 'register' as source, part, area_id as region_id, checked::varchar as period_start, 'D' as period,
       'register_entry' as indicator_id, occupation_id, group_id, name as label, 1.0::double as value, 'ok' as flag,
       sheet, "row", "column", detail::varchar as detail
from fct_initiative
where entry_id in (select entry_id from fct_initiative semi join concerned using (area_id));

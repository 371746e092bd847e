-- Official scores of the areas of the regions, the overview counts, and Germany's rated occupations.
with area as (
    select distinct land_group_id as region_id from dim_region where list_contains(getvariable('regions'), region_id)
)
select 'ba_engpassanalyse' as source, part::varchar as part, region_id::varchar as region_id,
       period_start::varchar as period_start, period::varchar as period, indicator_id::varchar as indicator_id,
       occupation_id::varchar as occupation_id, group_id::varchar as group_id, label::varchar as label, value,
       flag::varchar as flag, sheet::varchar as sheet, "row", "column"::varchar as "column"
from read_parquet(getvariable('staged_ba_engpassanalyse'))
where (part like 'laender%' and region_id in (select region_id from area)
       and indicator_id in ('shortage_score', 'rated_groups', 'shortage_groups', 'watch_groups', 'no_shortage_groups'))
   or (part like 'deutschland%' and indicator_id = 'shortage_score' and value is not null);

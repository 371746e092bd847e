-- All procedures by year; full equivalences by reference occupation; where the training was done.
select 'destatis_anerkennung' as source, part::varchar as part, region_id::varchar as region_id,
       period_start::varchar as period_start, period::varchar as period, indicator_id::varchar as indicator_id,
       occupation_id::varchar as occupation_id, group_id::varchar as group_id, label::varchar as label, value,
       flag::varchar as flag, sheet::varchar as sheet, "row", "column"::varchar as "column"
from read_parquet(getvariable('staged_destatis_anerkennung'))
where not regexp_matches(group_id, '(^|;)(sex|continent)=')
  and ((indicator_id in ('recognition_full', 'recognition_positive', 'recognition_conditions', 'recognition_decided',
                         'recognition_procedures') and occupation_id = 'total')
       or (indicator_id = 'recognition_full' and (value > 0 or group_id = '')
           and (not regexp_matches(group_id, '(^|;)world_region=') or label in (
               select reference from shortage_recognition semi join (
                   select occupation_id, level from land_official where class = 'engpass') using (occupation_id, level)))));

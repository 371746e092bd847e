-- All procedures by year; full equivalences by reference occupation; for the occupations the BA calls short in the
-- Land of the regions, and for the collective codes, where the training was done.
with area as (
    select distinct land_group_id as region_id from dim_region where list_contains(getvariable('regions'), region_id)
),
short as (
    select distinct case when occupation_id in ('813', '821') then 'Pfl' else occupation_id end as occupation_id, level
    from land_official semi join area using (region_id) where class = 'engpass'
),
wanted as (
    select reference as label from shortage_recognition semi join short using (occupation_id, level)
    union
    select reference from shortage_recognition where collective
),
named as (
    select label from wanted
    union
    select aggregate_name from recognition_member where reference in (select label from wanted)
),
with_states as (
    select distinct reference as label from shortage_origin where country_id is not null
)
select 'destatis_anerkennung' as source, part::varchar as part, region_id::varchar as region_id,
       period_start::varchar as period_start, period::varchar as period, indicator_id::varchar as indicator_id,
       occupation_id::varchar as occupation_id, group_id::varchar as group_id, label::varchar as label, value,
       flag::varchar as flag, sheet::varchar as sheet, "row", "column"::varchar as "column"
from read_parquet(getvariable('staged_destatis_anerkennung'))
where not regexp_matches(group_id, '(^|;)(sex|continent)=')
  and case
      when occupation_id = 'total' then indicator_id in ('recognition_full', 'recognition_positive',
          'recognition_conditions', 'recognition_decided', 'recognition_procedures') and group_id = ''
      when indicator_id <> 'recognition_full' then false
      when group_id = '' then length(occupation_id) = 5 or occupation_id = 'aggregate'
      when regexp_matches(group_id, '(^|;)state=') then value > 0 and label in (select label from named)
      when regexp_matches(group_id, '(^|;)world_region=')
          then value > 0 and label in (select label from wanted) and label not in (select label from with_states)
      else regexp_matches(group_id, '(^|;)aggregate=') and label in (select label from wanted) end;

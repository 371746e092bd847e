-- All procedures by year; full equivalences by reference occupation; for the occupations the BA calls short in the
-- Land of the regions, and for the collective codes, also what was decided and where the training was done: states
-- where they are published, else world regions, and in both cases EU, EEA and Switzerland against third countries.
with area as (
    select distinct land_group_id as region_id from dim_region where list_contains(getvariable('regions'), region_id)
),
short as (
    select distinct case when occupation_id in ('813', '821') then 'Pfl' else occupation_id end as occupation_id, level
    from land_official semi join area using (region_id) where class = 'engpass'
),
wanted as (
    select reference_code, reference from fct_recognition semi join short using (occupation_id, level)
    union
    select reference_code, reference from fct_recognition where collective
),
aggregated as (
    select distinct aggregate_name, reference from recognition_member semi join wanted using (reference_code, reference)
),
with_states as (
    select distinct reference as label from shortage_origin where country_id is not null
),
told_by_state as (
    select label from with_states
    union
    select reference from aggregated where aggregate_name in (select label from with_states)
),
staged as (
    select *, (occupation_id, label) in (select (reference_code, reference) from wanted) as is_wanted,
           regexp_extract(group_id, '^(state|world_region|aggregate|sex|continent)=', 1) as dimension,
           regexp_extract(group_id, '^world_region=(.*)$', 1) as world_region
    from read_parquet(getvariable('staged_destatis_anerkennung'))
    where not regexp_matches(group_id, '(^|;)(sex|continent)=')
)
select 'destatis_anerkennung' as source, part::varchar as part, region_id::varchar as region_id,
       period_start::varchar as period_start, period::varchar as period, indicator_id::varchar as indicator_id,
       occupation_id::varchar as occupation_id, group_id::varchar as group_id, label::varchar as label, value,
       flag::varchar as flag, sheet::varchar as sheet, "row", "column"::varchar as "column"
from staged
where case
    when occupation_id = 'total' then dimension = '' and indicator_id in ('recognition_full', 'recognition_positive',
        'recognition_conditions', 'recognition_procedures')
    when occupation_id = 'aggregate' then dimension = '' and label in (select aggregate_name from aggregated)
        and indicator_id in ('recognition_full', 'recognition_decided', 'recognition_positive')
    when dimension = '' and length(occupation_id) = 5 then
        (indicator_id = 'recognition_full' and (is_wanted or value > 0))
        or (indicator_id in ('recognition_decided', 'recognition_positive') and is_wanted)
    when indicator_id <> 'recognition_full' then false
    when dimension = 'state' then value > 0 and (label in (select reference from wanted)
        or label in (select aggregate_name from aggregated))
    when dimension = 'world_region' then value > 0 and is_wanted
        and (world_region in ('EWR/Schweiz', 'Drittstaaten') or world_region like 'Sonstige%'
             or (world_region not in ('Europa', 'Nordamerika', 'Südamerika')
                 and label not in (select label from told_by_state)))
    when dimension = 'aggregate' then is_wanted
    else false end;

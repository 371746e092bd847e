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
counted as (
    select *, case when collective then reference_code else occupation_id end as group_code, (group_code, level) as cell
    from fct_recognition
),
wanted as (
    select distinct reference_code, reference, cell
    from counted where collective or (occupation_id, level) in (select (occupation_id, level) from short)
),
newest as (
    select reference_code, reference, cell, count(*) over (partition by cell) as in_cell
    from counted where full_equivalence is not null and year = (select max(year) from fct_recognition)
),
part as (
    select aggregate_name, cell, count(*) < any_value(in_cell) as torn
    from recognition_member join newest using (reference_code, reference) group by all
),
whole as (
    -- aggregates that stand for all reference occupations of a group: only these are read instead of their members
    select aggregate_name, cell from part
    where cell in (select cell from wanted) and aggregate_name not in (select aggregate_name from part where torn)
),
with_states as (
    select distinct reference as label from shortage_origin where country_id is not null
),
told_by_state as (
    select cell from wanted where reference in (select label from with_states)
    union
    select cell from whole where aggregate_name in (select label from with_states)
),
staged as (
    select s.*, w.reference is not null as is_wanted,
           w.cell in (select cell from told_by_state) as has_states,
           regexp_extract(s.group_id, '^(state|world_region|aggregate)=', 1) as dimension,
           regexp_extract(s.group_id, '^[a-z_]+=(.*)$', 1) as name
    from read_parquet(getvariable('staged_destatis_anerkennung')) s
    left join wanted w on w.reference_code = s.occupation_id and w.reference = s.label
    where not regexp_matches(s.group_id, '(^|;)(sex|continent)=')
)
select 'destatis_anerkennung' as source, part::varchar as part, region_id::varchar as region_id,
       period_start::varchar as period_start, period::varchar as period, indicator_id::varchar as indicator_id,
       occupation_id::varchar as occupation_id, group_id::varchar as group_id, label::varchar as label, value,
       flag::varchar as flag, sheet::varchar as sheet, "row", "column"::varchar as "column"
from staged
where case
    when occupation_id = 'total' then dimension = '' and indicator_id in ('recognition_full', 'recognition_positive',
        'recognition_conditions', 'recognition_procedures')
    when occupation_id = 'aggregate' then dimension = '' and label in (select aggregate_name from whole)
        and indicator_id in ('recognition_full', 'recognition_decided', 'recognition_positive')
    when dimension = 'state' then indicator_id = 'recognition_full' and value > 0
        and (label in (select reference from wanted) or label in (select aggregate_name from whole))
    when not regexp_full_match(occupation_id, '\d{5}') then false
    when dimension = '' then (indicator_id = 'recognition_full' and (is_wanted or value > 0))
        or (indicator_id in ('recognition_decided', 'recognition_positive') and is_wanted)
    when indicator_id <> 'recognition_full' then false
    when dimension = 'aggregate' then name in (select aggregate_name from whole)
    when dimension = 'world_region' then is_wanted and value > 0
        and case when name in ('EWR/Schweiz', 'Drittstaaten') or name like 'Sonstige%' then true
                 else not has_states and name not in ('Europa', 'Nordamerika', 'Südamerika') end
    else false end;

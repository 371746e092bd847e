-- Recognition procedures in Germany; the dimensions of group_id as columns.
create table stg_destatis_anerkennung as
select period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       nullif(regexp_extract(group_id, '(^|;)state=([^;]*)', 2), '') as country_id,
       nullif(regexp_extract(group_id, '(^|;)world_region=([^;]*)', 2), '') as world_region,
       nullif(regexp_extract(group_id, '(^|;)aggregate=([^;]*)', 2), '') as aggregate_name,
       value, flag, part, sheet, "row", "column"
from read_parquet(getvariable('staged_destatis_anerkennung'))
where not regexp_matches(group_id, '(^|;)(sex|continent)=')
  and indicator_id in ('recognition_full', 'recognition_positive', 'recognition_conditions', 'recognition_decided',
                       'recognition_procedures')
  and last_day_of_period(period_start::date, period) <= getvariable('month_end');

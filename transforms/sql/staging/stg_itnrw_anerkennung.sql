-- Recognition procedures of North Rhine-Westphalia as published in words.
create table stg_itnrw_anerkennung as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       value, flag, nullif(detail, '')::json as detail, part, sheet, "row", "column"
from read_parquet(getvariable('staged_itnrw_anerkennung'))
where last_day_of_period(period_start::date, period) <= getvariable('month_end');

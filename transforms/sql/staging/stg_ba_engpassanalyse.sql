-- Official scores and their indicators, area x occupation x requirement level.
create table stg_ba_engpassanalyse as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       try_cast(regexp_extract(group_id, 'level=(\d)', 1) as integer) as level,
       value, flag, part, sheet, "row", "column"
from read_parquet(getvariable('staged_ba_engpassanalyse'))
where last_day_of_period(period_start::date, period) <= getvariable('month_end');

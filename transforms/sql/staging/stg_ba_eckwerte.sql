-- Monthly totals per Kreis; a file also holds the months it compares with.
create table stg_ba_eckwerte as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       value, flag, part, sheet, "row", "column"
from read_parquet(getvariable('staged_ba_eckwerte'))
where last_day_of_period(period_start::date, period) <= getvariable('month_end');

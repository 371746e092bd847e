-- Monthly vacancies, vacancy time and unemployed per Land and occupation group.
create table stg_ba_stellen_berufe as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       value, flag, part, sheet, "row", "column"
from read_parquet(getvariable('staged_ba_stellen_berufe'))
where last_day_of_period(period_start::date, period) <= getvariable('month_end');

-- Figures chambers of crafts published in words, of one day each.
create table stg_hwk_kammerzahlen as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       value, flag, nullif(detail, '')::json as detail, part, sheet, "row", "column"
from read_parquet(getvariable('staged_hwk_kammerzahlen'))
where last_day_of_period(period_start::date, period) <= getvariable('month_end');

-- Tables of official statistics fetched by their code.
create table stg_genesis as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       value, flag, nullif(detail, '')::json as detail, part, sheet, "row", "column"
from read_parquet(getvariable('staged_genesis'))
where last_day_of_period(period_start::date, period) <= getvariable('month_end');

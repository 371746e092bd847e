-- Open apprenticeship places of the crafts on the day of the search, which may lie after the reporting month.
create table stg_hwk_lehrstellen as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       value, flag, nullif(detail, '')::json as detail, part, sheet, "row", "column"
from read_parquet(getvariable('staged_hwk_lehrstellen'));

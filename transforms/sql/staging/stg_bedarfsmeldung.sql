-- What chambers and agencies state on the form; of any day, since a statement is no statistic of a month.
create table stg_bedarfsmeldung as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       value, flag, nullif(detail, '')::json as detail, part, sheet, "row", "column"
from read_parquet(getvariable('staged_bedarfsmeldung'));

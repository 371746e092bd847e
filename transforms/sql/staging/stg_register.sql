-- The register of initiatives, networks, advice centres, migrant organisations and partners.
create table stg_register as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       value, flag, nullif(detail, '')::json as detail, part, sheet, "row", "column"
from read_parquet(getvariable('staged_register'));

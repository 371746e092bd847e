-- The new versions of the files in stg_before.
create view stg_after as
select regexp_extract(filename, '([^/\\]+)[/\\][^/\\]+$', 1) as source_id, *
from read_parquet(getvariable('staged_after'), filename = true);

-- Files of the edition before whose parts came in a new version since; the folder of a staged file is its source.
create view stg_before as
select regexp_extract(filename, '([^/\\]+)[/\\][^/\\]+$', 1) as source_id, *
from read_parquet(getvariable('staged_before'), filename = true);

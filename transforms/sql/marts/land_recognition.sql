-- Recognition procedures of a Land as published in words, newest year.
create table land_recognition as
with newest as (
    select area_id, max(day) as day from fct_evidence where source_id = 'itnrw_anerkennung' group by area_id
)
select e.area_id as land_id, year(e.day)::smallint as year,
       regexp_extract(e.group_id, '(^|;)dimension=([^;]*)', 2) as dimension, coalesce(nullif(e.label, ''), e.detail ->> '$.name') as name,
       e.indicator_id, e.value as count, e.detail ->> '$.quelle' as quoted
from fct_evidence e
semi join newest using (area_id, day)
where e.source_id = 'itnrw_anerkennung' and e.value is not null
order by land_id, dimension, count desc, name;

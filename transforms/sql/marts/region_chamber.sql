-- Region x area x figure of a chamber of crafts: the newest, and the one before of the same time of an earlier year.
-- Areas are Kreise inside the region and the districts of the chambers it lies in.
create table region_chamber as
with figure as (
    select area_id, indicator_id, occupation_id, day, value, detail ->> '$.name' as name, detail ->> '$.quelle' as quoted,
           source_id
    from fct_evidence
    where source_id = 'hwk_kammerzahlen' and value is not null
),
compared as (
    select now.*, before.day as previous_day, before.value as previous
    from figure now
    left join figure before
        on before.area_id = now.area_id and before.indicator_id = now.indicator_id
       and before.occupation_id = now.occupation_id and now.day - before.day >= 334
       and (now.day - before.day + 31) % 365.25 <= 62
    qualify row_number() over (partition by now.area_id, now.indicator_id, now.occupation_id
                               order by now.day desc, before.day desc nulls last) = 1
)
select o.region_id, c.area_id, a.name as area_name, a.kind as area_kind, c.indicator_id, c.occupation_id, c.name, c.day,
       c.value, c.previous, c.previous_day, c.quoted, c.source_id
from compared c
join dim_overlap o on o.area_id = c.area_id and (o.relation = 'inside' or not o.area_id similar to '\d{5}')
join dim_region a on a.region_id = c.area_id
order by o.region_id, c.indicator_id, c.area_id;

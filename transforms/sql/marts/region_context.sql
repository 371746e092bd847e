-- Region x series without a bearing on one occupation: municipal, official, or exported by hand; newest and a year before.
create table region_context as
with figure as (
    select source_id, part, area_id, indicator_id, occupation_id, group_id, label as series, day, period, value, flag,
           detail ->> '$.titel' as title, detail ->> '$.einheit' as unit, detail ->> '$.uri' as uri,
           detail ->> '$.zeile' as attribution, detail ->> '$.stand' as modified
    from fct_evidence
    where source_id in ('wifo_opendata', 'amm_export')
       or (source_id = 'genesis' and (detail ->> '$.brief') = 'true' )
),
newest as (
    select * from figure
    qualify row_number() over (partition by source_id, part, area_id, indicator_id, occupation_id, group_id, series
                               order by day desc) = 1
)
select o.region_id, n.area_id, a.name as area_name, n.source_id, n.title, n.series, n.unit, n.day, n.period, n.value,
       n.flag, b.value as previous, b.day as previous_day, n.uri, n.attribution, n.modified, n.occupation_id
from newest n
join dim_overlap o on o.area_id = n.area_id and o.relation = 'inside'
join dim_region a on a.region_id = n.area_id
left join figure b
    on b.source_id = n.source_id and b.part = n.part and b.area_id = n.area_id and b.indicator_id = n.indicator_id
   and b.occupation_id = n.occupation_id and b.group_id = n.group_id and b.series = n.series
   and b.day = n.day - interval 1 year
order by o.region_id, n.source_id, n.title, n.area_id, n.series;

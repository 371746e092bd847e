-- Region x statement on the form: which occupations an organisation calls short. Numbers of places below 3 are not here.
create table region_report as
with said as (
    select area_id, part, occupation_id, label as organisation, any_value(detail ->> '$.art') as organisation_kind, day,
           max(value) filter (indicator_id = 'reported_shortage')::integer as severity,
           max(value) filter (indicator_id = 'reported_places') as places,
           case max(flag) filter (indicator_id = 'reported_places')
               when 'secret' then 'below_3' when 'below_3' then 'below_3' when 'ok' then 'ok'
               else 'unknown' end as places_flag,
           any_value(detail ->> '$.seit') as since, any_value(detail ->> '$.massnahmen') as doing,
           any_value(detail ->> '$.quelle') as quoted
    from fct_evidence
    where source_id = 'bedarfsmeldung'
    group by area_id, part, occupation_id, label, day
)
select o.region_id, s.area_id, a.name as area_name, s.occupation_id, s.organisation, s.organisation_kind, s.day,
       s.severity, s.places, s.places_flag, s.since, s.doing, s.quoted
from said s
join dim_overlap o on o.area_id = s.area_id and o.relation in ('inside', 'around')
join dim_region a on a.region_id = s.area_id
order by o.region_id, s.severity desc, s.occupation_id, s.organisation;

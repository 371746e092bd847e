-- How many groups the BA rates, by area and level: recounted from the scores, beside the published overview.
create table official_count as
with counted as (
    select region_id, year, level, length(occupation_id) as digits,
           count(score) as rated,
           count(*) filter (class = 'engpass') as engpass,
           count(*) filter (class = 'beobachtung') as beobachtung,
           count(*) filter (class = 'kein_engpass') as kein_engpass
    from (select * replace (case when part like 'deutschland%' then '4444' else '333' end as occupation_id) from fct_official)
    group by all
),
published as (
    select region_id, year(period_start) as year, level,
           max(value) filter (indicator_id = 'rated_groups')::integer as published_rated,
           max(value) filter (indicator_id = 'shortage_groups')::integer as published_engpass,
           max(value) filter (indicator_id = 'watch_groups')::integer as published_beobachtung,
           max(value) filter (indicator_id = 'no_shortage_groups')::integer as published_kein_engpass
    from stg_ba_engpassanalyse
    where indicator_id in ('rated_groups', 'shortage_groups', 'watch_groups', 'no_shortage_groups')
    group by all
)
select c.*, p.published_rated, p.published_engpass, p.published_beobachtung, p.published_kein_engpass
from counted c
left join published p on p.region_id = c.region_id and p.year = c.year and p.level = c.level and c.digits = 3
order by c.region_id, c.digits, c.level;

-- The aggregates Destatis publishes over several reference occupations, such as Pflege with its predecessors: full
-- equivalences and decisions of the newest reporting year, full equivalences of the year before.
create table recognition_aggregate as
with figure as (
    select year(period_start) as year, label as aggregate_name,
           max(value) filter (indicator_id = 'recognition_full')::integer as full_equivalence,
           max(value) filter (indicator_id = 'recognition_decided')::integer as decided,
           max(value) filter (indicator_id = 'recognition_positive')::integer as positive
    from stg_destatis_anerkennung
    where occupation_id = 'aggregate' and group_id = ''
    group by all
)
select n.year, n.aggregate_name, n.full_equivalence, n.decided, n.positive, b.full_equivalence as previous
from figure n
left join figure b on b.aggregate_name = n.aggregate_name and b.year = n.year - 1
where n.year = (select max(year) from fct_recognition) and n.full_equivalence is not null
order by n.aggregate_name;

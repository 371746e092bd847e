-- The BA's score per area, occupation and requirement level; class by the unrounded mean, 2.0 and 1.5 included.
create table fct_official as
select region_id, year(period_start) as year, occupation_id, level, label, value as score,
       case when value >= 2 then 'engpass' when value >= 1.5 then 'beobachtung'
            when value is not null then 'kein_engpass' end as class,
       part, sheet, "row", "column"
from stg_ba_engpassanalyse
where indicator_id = 'shortage_score';

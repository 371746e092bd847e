-- 3-digit group (or Pfl, or a collective code) x level: what was decided in the newest reporting year, and the full
-- equivalences of the year before. Sums of rounded cells over all reference occupations of the group, also those
-- without a full equivalence; null where one of them is not published, or where there is no year before.
create table recognition_group as
with cell as (
    select *, case when collective then reference_code else occupation_id end as group_code,
           (select max(year) from fct_recognition) as newest
    from fct_recognition
),
now as (
    select newest as year, group_code, level, any_value(collective) as collective,
           case when count(decided) = count(*) and count(positive) = count(*) then sum(decided) end::integer as decided,
           case when count(decided) = count(*) and count(positive) = count(*) then sum(positive) end::integer as positive,
           count(*)::integer as decided_cells
    from cell where year = newest group by all
),
before as (
    select group_code, level, sum(full_equivalence)::integer as previous, count(full_equivalence)::integer as previous_cells
    from cell where year = newest - 1 group by all
)
select n.year, n.group_code as occupation_id, n.level, n.collective, n.decided, n.positive, n.decided_cells,
       case when exists (from before) then coalesce(b.previous, 0) end as previous,
       case when exists (from before) then coalesce(b.previous_cells, 0) end as previous_cells
from now n left join before b using (group_code, level)
order by n.group_code, n.level;

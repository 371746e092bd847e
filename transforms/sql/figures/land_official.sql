-- BA area x 3-digit group x level in the newest edition of the Engpassanalyse.
-- Pflegeberufe stand for both 813 and 821; their members 8133-8135 are not rated by Land.
create table land_official as
with newest as (
    select * from fct_official
    where length(occupation_id) = 3
      and year = (select max(year) from fct_official where length(occupation_id) = 3)
),
spread as (
    select region_id, year, occupation_id, occupation_id as rated_as, level, label, score, class, sheet, "row", "column", part
    from newest
    union all by name
    select n.region_id, n.year, g.occupation_id, 'Pfl' as rated_as, n.level, n.label, n.score, n.class,
           n.sheet, n."row", n."column", n.part
    from newest n, (values ('813'), ('821')) as g (occupation_id)
    where n.occupation_id = 'Pfl'
)
select * from spread order by region_id, occupation_id, level;

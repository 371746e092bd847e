-- Figures of the regions, their Land and Germany; the years of the sparklines; the Kreise of the map.
-- The R files hold one object each, named as the file: there is no sheet to name.
with place (measure, part, indicator_id, group_id, "column") as (
    values ('unemployed_persons', 'unemployed', 'unemployed_persons', '', 'total'),
           ('unemployed_foreign_persons', 'unemployed_foreigners', 'unemployed_persons', 'nationality=foreign', 'total'),
           ('vacancies', 'vacancies', 'vacancies', '', 'total'),
           ('vacancies_matched', 'vacancies', 'vacancies', 'basis=unemployed', 'total'),
           ('unemployed_matched', 'unemployed', 'unemployed_persons', 'basis=vacancies', 'total'),
           ('employees_persons', 'employees', 'employees_persons', '', 'n'),
           ('foreign_employees_persons', 'employees', 'employees_persons', 'nationality=foreign', 'n')
),
asked as (
    select region_id, land_id from dim_region where list_contains(getvariable('regions'), region_id)
),
compared as (
    select region_id from asked union select land_id from asked union select 'DE'
),
-- of the Land and Germany only totals and what their ratios are made of
of_use as (
    select * from region_measure semi join asked using (region_id) where not ends_with(measure, '_matched')
    union all by name
    select * from region_measure
    where region_id in (select region_id from compared) and region_id not in (select region_id from asked)
      and (occupation_id = 'total' or measure in ('unemployed_persons', 'vacancies_matched'))
),
current_year as (
    select region_id, occupation_id, measure, year, value, flag,
           case when flag = 'incomplete' then 'without=' || array_to_string(without_kreise, '+') end as without
    from of_use
    union all by name
    select region_id, occupation_id, measure, year - 1 as year, previous as value, previous_flag as flag
    from of_use
    where (previous is not null or previous_flag in ('below_3', 'secret'))
      and (occupation_id = 'total'
           or (measure in ('unemployed_persons', 'vacancies') and region_id in (select region_id from asked)))
),
earlier as (
    select f.region_id, f.occupation_id, f.measure, f.year,
           case when c.region_id is null and (f.value = 0 or f.value >= 3) and f.missing_cells = 0
                then f.value end as value,
           case when f.value is null or f.missing_cells > 0 then 'unknown' when f.value > 0 and f.value < 3 then 'below_3'
                when c.region_id is not null then 'secret' else 'ok' end as flag
    from fct_region_occupation f
    semi join asked using (region_id)
    left join closed_cell c using (region_id, occupation_id, measure, year)
    join (select distinct s.region_id, s.occupation_id from region_shown s semi join asked using (region_id)
          where s.position <= 25) s
      on s.region_id = f.region_id and s.occupation_id = f.occupation_id
    join dim_period p on p.measure = f.measure and f.year < p.year - 1
    where f.measure in ('unemployed_persons', 'vacancies')
),
lead as (
    select distinct r.land_id, s.occupation_id
    from region_shown s join asked r using (region_id)
    where s.mapped
),
mapped as (
    select m.region_id, m.occupation_id, m.measure, m.year, m.value, m.flag
    from region_measure m
    join dim_region k on k.region_id = m.region_id and k.kind = 'kreis'
    join lead l on l.land_id = k.land_id and l.occupation_id = m.occupation_id
    where m.measure in ('unemployed_persons', 'vacancies')
      and m.region_id not in (select region_id from compared)
),
rows as (
    select * from current_year union all by name select * from earlier union all by name select * from mapped
),
origin as (
    select r.*, k.kind = 'kreis' as is_kreis, o."row" as source_row
    from rows r
    join dim_region k using (region_id)
    left join fct_observation o using (region_id, occupation_id, measure, year)
)
select 'ba_kreis_berufe' as source, p.part, o.region_id, o.year || '-01-01' as period_start, 'Y' as period,
       p.indicator_id, o.occupation_id, p.group_id,
       case when o.flag = 'below_3' then 'below_3' else coalesce(o.without, '') end as label,
       o.value,
       case when o.flag in ('below_3', 'secret') then 'secret'
            when o.value is null then 'unknown'
            when o.flag in ('uncertain', 'incomplete') then 'uncertain' else 'ok' end as flag,
       '' as sheet, coalesce(o.source_row, 0)::integer as "row",
       case when o.source_row is null then p."column" || ', Summe' else p."column" end as "column"
from origin o
join place p using (measure);

-- Region x 3-digit group x year: unemployed per vacancy, where both counts reach 10.
-- None in a year with a closed count, or in which a Kreis of a small composition has no figures: the rest would be
-- another region.
create table region_series as
with wide as (
    select region_id, occupation_id, year,
           max(value) filter (measure = 'vacancies_matched') as vacancies,
           max(value) filter (measure = 'unemployed_persons') as unemployed,
           max(missing_cells) as missing_cells
    from fct_region_occupation f
    where measure in ('vacancies_matched', 'unemployed_persons')
    group by all
),
closed as (
    select distinct region_id, occupation_id, year from closed_cell where measure in ('vacancies', 'unemployed_persons')
)
select w.region_id, w.occupation_id, w.year,
       case when c.year is null and w.vacancies >= 10 and unemployed >= 10
             and (missing_cells = 0 or r.kind in ('land', 'country'))
            then unemployed / (w.vacancies + coalesce(g.vacancies, 0)) end as ratio
from wide w
left join missing_vacancy g using (region_id, occupation_id, year)
left join closed c using (region_id, occupation_id, year)
join dim_occupation o on o.occupation_id = w.occupation_id and o.level = 3
join dim_region r on r.region_id = w.region_id and r.kind in ('kreis', 'ra', 'land', 'country')
order by w.region_id, w.occupation_id, w.year;

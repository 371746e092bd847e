-- Kreis x 3-digit group: raw counts of the two newest years beside their Land's; only shares of hits leave the warehouse.
with wide as (
    select f.region_id, f.occupation_id, f.year,
           max(value) filter (measure = 'vacancies_matched') as vacancies,
           max(value) filter (measure = 'unemployed_persons') as unemployed
    from fct_region_occupation f
    where measure in ('vacancies_matched', 'unemployed_persons')
      and year >= (select max(year) - 1 from dim_period where measure = 'unemployed_persons')
    group by all
)
select k.region_id, r.land_id, k.occupation_id, o.parent_id as family_id, k.year, k.vacancies, k.unemployed,
       l.vacancies as land_vacancies, l.unemployed as land_unemployed
from wide k
join dim_region r on r.region_id = k.region_id and r.kind = 'kreis' and coalesce(r.valid_to, '') = ''
join dim_occupation o on o.occupation_id = k.occupation_id and o.level = 3
join wide l on l.region_id = r.land_id and l.occupation_id = k.occupation_id and l.year = k.year
order by k.region_id, k.occupation_id, k.year;

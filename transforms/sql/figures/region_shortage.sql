-- Region x KldB 3-digit group: the observed figures side by side.
-- The ratio needs 10 vacancies and 10 unemployed (annual means): below that one person more or less decides it.
create table region_shortage as
with wide as (
    select m.region_id, m.occupation_id,
           max(value) filter (measure = 'vacancies') as vacancies,
           coalesce(max(flag) filter (measure = 'vacancies'), 'unknown') as vacancies_flag,
           max(previous) filter (measure = 'vacancies') as vacancies_previous,
           max(value) filter (measure = 'vacancies_matched') as vacancies_matched,
           max(previous) filter (measure = 'vacancies_matched') as vacancies_matched_previous,
           max(value) filter (measure = 'unemployed_persons') as unemployed,
           coalesce(max(flag) filter (measure = 'unemployed_persons'), 'unknown') as unemployed_flag,
           max(previous) filter (measure = 'unemployed_persons') as unemployed_previous,
           max(value) filter (measure = 'unemployed_foreign_persons') as unemployed_foreign,
           coalesce(max(flag) filter (measure = 'unemployed_foreign_persons'), 'unknown') as unemployed_foreign_flag,
           max(value) filter (measure = 'employees_persons') as employees,
           coalesce(max(flag) filter (measure = 'employees_persons'), 'unknown') as employees_flag,
           max(value) filter (measure = 'foreign_employees_persons') as foreign_employees,
           coalesce(max(flag) filter (measure = 'foreign_employees_persons'), 'unknown') as foreign_employees_flag
    from region_measure m
    join dim_occupation o on o.occupation_id = m.occupation_id and o.level = 3
    group by all
),
final as (
    select *,
           case when vacancies_matched >= 10 and unemployed >= 10 then unemployed / vacancies_matched end as ratio,
           case when vacancies_matched >= 10 and unemployed >= 10
                 and vacancies_matched_previous >= 10 and unemployed_previous >= 10
                then unemployed_previous / vacancies_matched_previous end as ratio_previous
    from wide
)
select f.*, r.land_id, land.ratio as land_ratio, germany.ratio as germany_ratio
from final f
join dim_region r using (region_id)
left join final land on land.region_id = r.land_id and land.occupation_id = f.occupation_id
left join final germany on germany.region_id = 'DE' and germany.occupation_id = f.occupation_id
order by f.region_id, f.occupation_id;

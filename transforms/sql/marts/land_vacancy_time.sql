-- Land x occupation group in the newest month: completed vacancy time in days, vacancies, unemployed per 100 of them.
-- Nothing is taken from a source older than its greatest age.
create table land_vacancy_time as
with young as (
    select 1 from source_status where source_id = 'ba_stellen_berufe' and status <> 'stale'
)
select region_id as land_id, occupation_id, period_start as month,
       max(value) filter (indicator_id = 'vacancy_time_days') as vacancy_days,
       coalesce(max(flag) filter (indicator_id = 'vacancy_time_days'), 'unknown') as flag,
       max(value) filter (indicator_id = 'month_vacancies') as vacancies,
       max(value) filter (indicator_id = 'month_vacancies_over_3_months') as over_3_months,
       max(value) filter (indicator_id = 'month_unemployed_per_100_vacancies') as unemployed_per_100
from fct_land_month
where exists (from young)
group by region_id, occupation_id, period_start
order by land_id, occupation_id;

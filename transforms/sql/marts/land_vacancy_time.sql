-- Land x occupation group in the newest month: completed vacancy time in days, vacancies, unemployed per 100 of them.
create table land_vacancy_time as
with young as (
    select 1 from source_status where source_id = 'ba_stellen_berufe' and status <> 'stale'
),
newest as (
    select region_id, max(period_start) as period_start from stg_ba_stellen_berufe group by region_id
)
select s.region_id as land_id, s.occupation_id, s.period_start as month,
       max(s.value) filter (s.indicator_id = 'vacancy_time_days') as vacancy_days,
       coalesce(max(s.flag) filter (s.indicator_id = 'vacancy_time_days'), 'unknown') as flag,
       max(s.value) filter (s.indicator_id = 'month_vacancies') as vacancies,
       max(s.value) filter (s.indicator_id = 'month_vacancies_over_3_months') as over_3_months,
       max(s.value) filter (s.indicator_id = 'month_unemployed_per_100_vacancies') as unemployed_per_100
from stg_ba_stellen_berufe s
semi join newest using (region_id, period_start)
where s.group_id = '' and exists (from young)
group by s.region_id, s.occupation_id, s.period_start
order by land_id, s.occupation_id;

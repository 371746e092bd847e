-- The newest year of each measure in the edition.
create table dim_period as
with newest as (
    select measure, max(year) as year from fct_observation where not ends_with(measure, '_matched') group by measure
)
select * from newest
union all by name
select 'vacancies_matched' as measure, year from newest where measure = 'vacancies'
union all by name
select 'unemployed_matched' as measure, year from newest where measure = 'unemployed_persons'
order by measure;

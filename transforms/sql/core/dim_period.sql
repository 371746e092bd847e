-- The newest year of each measure in the edition.
create table dim_period as
with newest as (select measure, max(year) as year from fct_observation group by measure)
select * from newest where measure <> 'vacancies_matched'
union all by name
select 'vacancies_matched' as measure, year from newest where measure = 'vacancies'
order by measure;

-- The newest year of each measure in the edition.
create table dim_period as
select measure, max(year) as year from fct_observation group by measure order by measure;

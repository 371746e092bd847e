-- Kreis x occupation x year as published, one measure per row.
-- A handed-over edition carries sums for whole regions in the same form.
-- A plain table fills what the special evaluation does not have; where both have a figure, the evaluation stands.
create table fct_observation as
with named as (
    select region_id, year(period_start)::smallint as year,
           case when group_id = '' then indicator_id
                when group_id = 'basis=unemployed' then 'vacancies_matched'
                when group_id = 'basis=vacancies' then 'unemployed_matched'
                when indicator_id = 'unemployed_persons' then 'unemployed_foreign_persons'
                else 'foreign_employees_persons' end as measure,
           occupation_id, label, value, flag, part, sheet, "row", "column"
    from stg_ba_kreis_berufe
),
evaluation as (
    select * from named where not starts_with(part, 'tabelle-')
),
plain_table as (
    select * from named where starts_with(part, 'tabelle-')
)
select * from evaluation
union all by name
select * from plain_table anti join evaluation using (region_id, year, measure, occupation_id);

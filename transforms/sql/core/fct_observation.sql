-- Kreis x occupation x year as published, one measure per row.
-- A handed-over edition carries sums for whole regions in the same form.
create table fct_observation as
select region_id, year(period_start)::smallint as year,
       case when group_id = '' then indicator_id
            when group_id = 'basis=unemployed' then 'vacancies_matched'
            when indicator_id = 'unemployed_persons' then 'unemployed_foreign_persons'
            else 'foreign_employees_persons' end as measure,
       occupation_id, label, value, flag, part, sheet, "row", "column"
from stg_ba_kreis_berufe;

-- Kreis x occupation x year, the groups the briefs use. Women and marginal employment stay in the staged files.
create view stg_ba_kreis_berufe as
select region_id, period_start::date as period_start, period, indicator_id, occupation_id, group_id, label,
       value, flag, part, sheet, "row", "column"
from read_parquet(getvariable('staged_ba_kreis_berufe'))
where indicator_id in ('unemployed_persons', 'vacancies', 'employees_persons')
  and group_id in ('', 'nationality=foreign', 'basis=unemployed', 'basis=vacancies')
  and last_day_of_period(period_start::date, period) <= getvariable('month_end');

-- Totals of the newest month and the year before for the regions and their Land; vacancy time of the Land.
with asked as (
    select region_id from dim_region where list_contains(getvariable('regions'), region_id)
    union
    select land_id from dim_region where list_contains(getvariable('regions'), region_id)
),
newest as (
    select region_id, indicator_id, month from region_month semi join asked using (region_id)
    union all by name
    select region_id, indicator_id, (month - interval 1 year)::date as month from region_month semi join asked using (region_id)
)
select 'ba_eckwerte' as source, part, region_id, month::varchar as period_start, 'M' as period, indicator_id,
       'total' as occupation_id, '' as group_id, '' as label, value, flag, sheet, "row", "column", '' as detail
from fct_month semi join newest using (region_id, indicator_id, month)
union all by name
select 'ba_stellen_berufe' as source, part, region_id, period_start::varchar as period_start, period, indicator_id,
       occupation_id, group_id, label, value, flag, sheet, "row", "column", '' as detail
from fct_land_month
where region_id in (select region_id from asked)
  and indicator_id in ('vacancy_time_days', 'month_vacancies', 'month_vacancies_over_3_months',
                       'month_unemployed_per_100_vacancies');

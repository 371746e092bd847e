-- Land x occupation group x indicator in the newest month of the BA's monthly workbooks.
-- Where the workbook of one Land and the one of all Länder have the same figure, the first stands.
create table fct_land_month as
with newest as (
    select region_id, max(period_start) as period_start from stg_ba_stellen_berufe group by region_id
)
select region_id, period_start, period, indicator_id, occupation_id, group_id, label, value, flag, part, sheet, "row",
       "column"
from stg_ba_stellen_berufe
semi join newest using (region_id, period_start)
where group_id = ''
qualify row_number() over (partition by region_id, occupation_id, indicator_id
                           order by not starts_with(part, 'land-'), part) = 1;

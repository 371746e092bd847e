-- Region x indicator: the newest month for which the region is complete, with the same month a year before.
-- Nothing is taken from a source older than its greatest age.
create table region_month as
with young as (
    select 1 from source_status where source_id = 'ba_eckwerte' and status <> 'stale'
),
newest as (
    select region_id, indicator_id, max(month) as month from fct_month where value is not null group by all
)
select f.region_id, f.indicator_id, f.month, f.value, b.value as previous, f.flag, f.kreise, f.missing
from fct_month f
semi join newest using (region_id, indicator_id, month)
left join fct_month b
    on b.region_id = f.region_id and b.indicator_id = f.indicator_id and b.month = f.month - interval 1 year
where exists (from young)
order by f.region_id, f.indicator_id;

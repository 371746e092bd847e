-- Monthly totals: the newest month of each edition, and what became of the earlier edition's month since.
-- A restated month is compared as it stands now, so that a revision does not pass for a change. A rate has no error here.
with before as (select * from earlier.region_month semi join wanted using (region_id)),
now as (select * from later.region_month semi join wanted using (region_id)),
pair as (
    select region_id, indicator_id, b.month as month_before, n.month as month_now, b.value as before, n.value as now,
           f.value as restated,
           closed(b.flag) or closed(n.flag) or closed(f.flag) or small(b.value) or small(n.value) or small(f.value)
               as closed
    from before b
    full join now n using (region_id, indicator_id)
    left join later.fct_month f on f.region_id = b.region_id and f.indicator_id = b.indicator_id and f.month = b.month
),
told as (
    select *, coalesce(restated, before) as base,
           case when closed then 'closed'
                when month_before is null then 'new'
                when month_now is null then 'gone'
                when month_before = month_now or ends_with(indicator_id, '_pct') then null
                when beyond(coalesce(restated, before), now) then 'real'
                else 'within_error' end as kind
    from pair
)
select region_id, 'month' as subject, indicator_id as measure, 'total' as occupation_id, kind,
       case when kind <> 'closed' then month_text(month_before) end as period_before,
       case when kind <> 'closed' then month_text(month_now) end as period_now,
       case when kind <> 'closed' then base end as before,
       case when kind <> 'closed' then now end as now
from told
where kind is not null
union all by name
select region_id, 'month' as subject, indicator_id as measure, 'total' as occupation_id, 'revision' as kind,
       month_text(month_before) as period_before, month_text(month_before) as period_now, before, restated as now
from pair
where not closed and restated is not null and differs(before, restated);

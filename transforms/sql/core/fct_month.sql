-- Region x indicator x month: monthly totals of the Kreise, summed where every Kreis of the region has one.
-- A rate is no sum: it stands for single Kreise only. A handed-over edition carries sums of regions as they are.
create table fct_month as
with cell as (
    select region_id, indicator_id, period_start as month, value, flag, part, sheet, "row", "column"
    from stg_ba_eckwerte
    where group_id = '' and occupation_id = 'total' and period = 'M'
),
composition as (
    select m.region_id, m.kreis_id, m.share, count(*) over (partition by m.region_id) as kreise
    from dim_membership m
    join dim_region r on r.region_id = m.region_id and coalesce(r.valid_to, '') = ''
    join dim_region k on k.region_id = m.kreis_id and k.kind = 'kreis'
    where m.region_id <> m.kreis_id
),
own as (
    select c.region_id, c.indicator_id, c.month, c.value, c.flag, 1 as kreise, 1 as of_kreise, c.part, c.sheet, c."row",
           c."column"
    from cell c
    join dim_region r on r.region_id = c.region_id and coalesce(r.valid_to, '') = ''
),
summed as (
    select t.region_id, c.indicator_id, c.month, round(sum(c.value * t.share), 6) as value,
           coalesce(max(c.flag) filter (c.flag <> 'ok'), 'ok') as flag,
           count(c.value)::integer as kreise, any_value(t.kreise)::integer as of_kreise,
           min(c.part) as part, min(c.sheet) as sheet, 1 as "row", min(c."column") || ', Summe' as "column"
    from cell c
    join composition t on t.kreis_id = c.region_id
    where not ends_with(c.indicator_id, '_pct')
    group by t.region_id, c.indicator_id, c.month
    having count(c.value) = any_value(t.kreise)
)
select region_id, indicator_id, month, value, flag, kreise, of_kreise - kreise as missing, part, sheet, "row", "column"
from (select * from own union all by name
      select * from summed anti join own using (region_id, indicator_id, month))
order by region_id, indicator_id, month;

-- Region x indicator x month: monthly totals of the Kreise, summed where every Kreis of the region has one.
-- A rate is no sum: it stands for single Kreise only.
create table fct_month as
with cell as (
    select region_id, indicator_id, period_start as month, value, flag
    from stg_ba_eckwerte
    where group_id = '' and occupation_id = 'total' and period = 'M'
),
composition as (
    select m.region_id, m.kreis_id, m.share, count(*) over (partition by m.region_id) as kreise
    from dim_membership m
    join dim_region r on r.region_id = m.region_id and coalesce(r.valid_to, '') = ''
    join dim_region k on k.region_id = m.kreis_id and k.kind = 'kreis'
),
summed as (
    select t.region_id, c.indicator_id, c.month, round(sum(c.value * t.share), 6) as value,
           count(c.value)::integer as kreise, any_value(t.kreise)::integer as of_kreise,
           max(c.flag) filter (c.flag <> 'ok') as flag
    from cell c
    join composition t on t.kreis_id = c.region_id
    group by t.region_id, c.indicator_id, c.month
)
select region_id, indicator_id, month, value, coalesce(flag, 'ok') as flag, kreise, of_kreise - kreise as missing
from summed
where of_kreise = 1 or (kreise = of_kreise and not ends_with(indicator_id, '_pct'))
order by region_id, indicator_id, month;

-- Figures a publisher restated since the edition before: cells of the same key with another value or flag.
create table revision as
with changed as (
    select now.source_id, now.indicator_id, now.period_start,
           100 * abs(now.value - before.value) / nullif(abs(before.value), 0) as change_pct,
           now.region_id || ' ' || now.occupation_id || ': ' || coalesce(before.value::varchar, before.flag) || ' -> '
               || coalesce(now.value::varchar, now.flag) as example
    from stg_after now
    join stg_before before
        using (source_id, part, region_id, period_start, period, indicator_id, occupation_id, group_id, label)
    where now.value is distinct from before.value or now.flag <> before.flag
)
select source_id, indicator_id, period_start::date as period_start, count(*)::integer as cells,
       round(max(change_pct), 1) as largest_pct, arg_max(example, coalesce(change_pct, 0)) as example
from changed
group by source_id, indicator_id, period_start
order by source_id, indicator_id, period_start;

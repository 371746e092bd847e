-- Full equivalences in Germany by group and level, single collective codes, and all together.
-- Counts are rounded to multiples of 3: a cell may be off by 1, so two of them by 2, which shows as 3; a sum of n by n.
with row_of as (
    select 'before' as edition, * from earlier.shortage_recognition
    union all by name
    select 'now' as edition, * from later.shortage_recognition
),
series as (
    select 'before' as edition, * from earlier.recognition_series
    union all by name
    select 'now' as edition, * from later.recognition_series
),
cell as (
    select edition, year, case when collective then reference_code else occupation_id end as occupation_id,
           case when collective then null else level end as level, sum(full_equivalence) as value, count(*) as cells
    from row_of group by all
    union all by name
    select edition, max(year) as year, 'total' as occupation_id, null as level, arg_max(full_equivalence, year) as value,
           1 as cells
    from series where full_equivalence is not null group by edition
),
pair as (
    select occupation_id, level,
           max(year) filter (edition = 'before') as year_before, max(year) filter (edition = 'now') as year_now,
           max(value) filter (edition = 'before') as before, max(value) filter (edition = 'now') as now,
           greatest(3, max(cells)) as allowance
    from cell group by occupation_id, level
),
told as (
    select *,
           case when before is null and now is null or before = now then null
                when before is null then 'new'
                when now is null then 'gone'
                when abs(now - before) <= allowance then 'rounding'
                when year_before = year_now then 'revision'
                when beyond(before, now) then 'real'
                else 'within_error' end as kind
    from pair
)
select 'DE' as region_id, 'recognition' as subject, 'recognition_full' as measure, occupation_id, level, kind,
       year_before::varchar as period_before, year_now::varchar as period_now, before::double as before,
       now::double as now
from told
where kind is not null;

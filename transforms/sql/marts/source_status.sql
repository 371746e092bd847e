-- One row per source the program knows: how it stands in this edition.
-- late: a monthly source without the reporting month, or one whose last fetch failed; stale: older than its greatest age.
create table source_status as
with held as (
    select source_id, max(period_end) as period_end, arg_max(period, period_end) as period, count(*) as files
    from stg_snapshot group by source_id
)
select i.source_id, i.title, i.required, i.sets_month,
       case when h.source_id is null then case a.reason when 'off' then 'off' else 'missing' end
            when date_diff('day', h.period_end, getvariable('month_end')) > i.max_age_days then 'stale'
            when a.reason in ('unreachable', 'layout', 'content') then 'late'
            when i.cadence = 'monthly' and i.sets_month and h.period_end < getvariable('month_end') then 'late'
            else 'ok' end as status,
       coalesce(h.period, '') as period, greatest(date_diff('day', h.period_end, getvariable('month_end')), 0) as age_days,
       coalesce(h.files, 0)::integer as files, coalesce(a.reason, '') as reason, a.day as tried
from stg_source i
left join held h using (source_id)
left join stg_attempt a on a.source = i.source_id
order by i.source_id;

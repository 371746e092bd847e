-- The sources of the edition, one row per pinned snapshot, with age at the end of the month.
create table source_state as
select s.source_id, s.part, s.what, s.period, s.issued, s.file_name, s.sha256,
       i.title, i.publisher, i.page, i.licence, i.attribution, i.required,
       greatest(date_diff('day', s.period_end, getvariable('month_end')), 0) as age_days,
       date_diff('day', s.period_end, getvariable('month_end')) > i.max_age_days as stale
from stg_snapshot s
join stg_source i using (source_id)
order by s.source_id, s.part;

-- Region x occupation group x measure: annual figures and totals.
-- A cell that either edition closes is told as closed and no more: neither which one closes it, nor a figure.
-- Of another year only totals are compared here; the groups' ratios are compared as estimates.
-- A figure of the earlier edition's year in the later edition is the one its comparison with the year before uses.
with measured as (
    select unnest(['vacancies', 'unemployed_persons', 'unemployed_foreign_persons', 'employees_persons',
                   'foreign_employees_persons']) as measure
),
pair as (
    select region_id, measure, occupation_id, e.year as year_before, n.year as year_now, e.value as before,
           n.value as now, n.previous as restated,
           closed(e.flag) or closed(n.flag) or small(e.value) or small(n.value) as closed,
           e.without_kreise is distinct from n.without_kreise as other_kreise,
           e.without_kreise is null and n.without_kreise is null as whole
    from (select * from earlier.region_measure semi join wanted using (region_id) semi join measured using (measure)) e
    full join (select * from later.region_measure semi join wanted using (region_id) semi join measured using (measure)) n
        using (region_id, measure, occupation_id)
),
told as (
    select *,
           case when closed then 'closed'
                when before is null and now is null then null
                when before is null then 'new'
                when now is null then 'gone'
                when other_kreise then null
                when year_before = year_now then case when differs(before, now) then 'revision' end
                when occupation_id <> 'total' then null
                when beyond(before, now) then 'real'
                else 'within_error' end as kind
    from pair
)
select region_id, 'count' as subject, measure, occupation_id, kind,
       case when kind <> 'closed' then year_before::varchar end as period_before,
       case when kind <> 'closed' then year_now::varchar end as period_now,
       case when kind <> 'closed' then before end as before,
       case when kind <> 'closed' then now end as now
from told
where kind is not null
union all by name
select region_id, 'count' as subject, measure, occupation_id, 'revision' as kind,
       year_before::varchar as period_before, year_before::varchar as period_now, before, restated as now
from pair
where not closed and whole and year_now = year_before + 1 and not small(restated) and restated is not null
  and before is not null and differs(before, restated);

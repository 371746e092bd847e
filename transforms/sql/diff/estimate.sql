-- Region x 3-digit group: the shrunken log ratio of unemployed to vacancies, and the estimated class.
-- Compared where neither edition closes a count of the group; a ratio, where both rest on the group's own counts.
-- real: it differs by more than 1.645 times the root of the summed variances. sureness: that distance over its error.
-- A model that is fitted anew moves every probability a little: of the same year only what is seen in print is told.
with open_group as (
    select region_id, occupation_id
    from earlier.region_shortage b
    join later.region_shortage n using (region_id, occupation_id)
    semi join wanted using (region_id)
    where not (closed(b.vacancies_flag) or closed(b.unemployed_flag) or closed(n.vacancies_flag)
               or closed(n.unemployed_flag))
),
year_of as (
    select (select string_agg(distinct year::varchar, '/' order by year::varchar) from earlier.dim_period
            where measure in ('vacancies', 'unemployed_persons')) as before,
           (select string_agg(distinct year::varchar, '/' order by year::varchar) from later.dim_period
            where measure in ('vacancies', 'unemployed_persons')) as now
),
pair as (
    select region_id, occupation_id, y.before as period_before, y.now as period_now, y.before = y.now as same_period,
           b.basis as basis_before, n.basis as basis_now, b.ratio as ratio_before, n.ratio as ratio_now,
           abs(n.shrunken_log_ratio - b.shrunken_log_ratio)
               / (1.645 * sqrt(b.shrunken_variance + n.shrunken_variance)) as distance,
           b.class as class_before, n.class as class_now, b.probability as probability_before,
           n.probability as probability_now,
           abs(n.logit - b.logit) / (1.645 * sqrt(b.logit_variance + n.logit_variance)) as logit_distance
    from earlier.region_estimate b
    join later.region_estimate n using (region_id, occupation_id)
    semi join open_group using (region_id, occupation_id)
    cross join year_of y
),
told as (
    select *,
           case when basis_before = 'group' and basis_now = 'group'
                then case when same_period then case when differs(ratio_before, ratio_now) then 'revision' end
                          when distance > 1 then 'real' else 'within_error' end
                when basis_now = 'group' then 'new'
                when basis_before = 'group' then 'gone' end as kind
    from pair
)
select region_id, 'estimate' as subject, 'ratio' as measure, occupation_id, kind, period_before, period_now,
       case when basis_before = 'group' then ratio_before end as before,
       case when basis_now = 'group' then ratio_now end as now,
       case when kind in ('real', 'within_error') then distance end as sureness
from told
where kind is not null
union all by name
select region_id, 'estimate' as subject, 'class' as measure, occupation_id, 'class' as kind, period_before, period_now,
       probability_before as before, probability_now as now, logit_distance as sureness,
       class_before as word_before, class_now as word_now
from pair
where class_before <> class_now;

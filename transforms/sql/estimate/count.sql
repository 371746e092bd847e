-- Region x 3-digit group: vacancies and unemployed of the newest year as they are printed, closed cells as intervals.
-- A closed cell stands for what a reader of the tables can work out and no more: the closed cells of a region share
-- what its printed total leaves. Below 3 it lies between 0 and 3 and counts as 1.5 at most; closed with another, it lies
-- between 0 and the rest. Where all closed cells of a region are below 3 their rest would narrow them down: each is 1.5.
-- `uncertain`: a sum without its secret cells of 1 or 2 persons is as low as printed and up to 2 higher for each.
with cell as (
    select region_id, occupation_id, measure, value, flag, secret_cells
    from region_measure
    where measure in ('vacancies_matched', 'unemployed_persons') and occupation_id <> 'total'
),
total as (
    select region_id, case measure when 'unemployed_matched' then 'unemployed_persons' else measure end as measure, value
    from region_measure
    where occupation_id = 'total' and measure in ('vacancies_matched', 'unemployed_matched')
),
closed as (
    select c.region_id, c.measure,
           -- the order of a sum over threads shows in its last bits; halves of it would then be rounded up or down
           greatest(round(any_value(t.value) - coalesce(sum(c.value), 0), 6), 0) as rest,
           count(*) filter (c.flag = 'below_3') as small, count(*) filter (c.flag = 'secret') as others
    from cell c
    left join total t on t.region_id = c.region_id and t.measure = c.measure
    group by c.region_id, c.measure
),
shared as (
    select *, case when others > 0 then least(1.5, coalesce(rest / (small + others), 1.5)) else 1.5 end as small_share
    from closed
),
bounded as (
    select c.region_id, c.occupation_id, o.parent_id as family_id, c.measure, c.flag in ('below_3', 'secret') as closed,
           case c.flag when 'below_3' then s.small_share
                       when 'secret' then coalesce(greatest(s.rest - s.small * s.small_share, 0) / s.others, 1.5)
                       else c.value end as value,
           case when c.flag in ('below_3', 'secret') then 0 else c.value end as low,
           case c.flag when 'below_3' then 3
                       when 'secret' then coalesce(s.rest, 3)
                       else c.value + 2 * c.secret_cells end as high
    from cell c
    join shared s on s.region_id = c.region_id and s.measure = c.measure
    join dim_occupation o on o.occupation_id = c.occupation_id and o.level = 3
)
select b.region_id, r.kind, r.land_id, r.land_group_id, b.occupation_id, b.family_id,
       max(value) filter (measure = 'vacancies_matched') as vacancies,
       max(low) filter (measure = 'vacancies_matched') as vacancies_low,
       max(high) filter (measure = 'vacancies_matched') as vacancies_high,
       max(value) filter (measure = 'unemployed_persons') as unemployed,
       max(low) filter (measure = 'unemployed_persons') as unemployed_low,
       max(high) filter (measure = 'unemployed_persons') as unemployed_high,
       bool_or(closed) as closed
from bounded b
join dim_region r using (region_id)
where coalesce(r.valid_to, '') = '' and r.kind <> 'unassigned'
group by all
order by b.region_id, b.occupation_id;

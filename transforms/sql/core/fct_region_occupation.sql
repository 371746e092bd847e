-- Region x occupation x year x measure, summed over the Kreise by their shares; `total` is all occupations.
-- secret_cells: cells of 1 or 2 persons inside the sum; missing_cells: cells the publisher does not have.
-- vacancies_matched, unemployed_matched: over the Kreise whose unemployed are known by occupation, so that a ratio
-- compares like with like (for Kreis Düren 2025 only those without an occupation are known).
-- Annual means are twelfths stored with ten digits; sums are rounded to six, so that a half stays a half.
-- closed_as: how a handed-over edition names a cell it closed, or the Kreise a sum of it does without.
-- A figure published for the region itself stands instead of the sum. A sum is formed only where every Kreis has a row.
create table fct_region_occupation as
with cell as (
    select region_id, occupation_id, measure, year, value,
           (flag in ('secret', 'uncertain') and not starts_with(label, 'without='))::integer as secret_cells,
           (flag = 'unknown' or starts_with(label, 'without='))::integer as missing_cells,
           label as closed_as
    from fct_observation
),
published_match as (
    select region_id, occupation_id, year from cell where measure = 'vacancies_matched'
),
missing_year as (
    select distinct region_id, year from cell where measure = 'unemployed_persons' and missing_cells > 0
),
matched as (
    select v.region_id, v.occupation_id, 'vacancies_matched' as measure, v.year,
           case when g.region_id is null and (u.value is not null or v.region_id = 'DE-NA') then v.value end as value,
           0 as secret_cells, 0 as missing_cells, '' as closed_as
    from cell v
    left join cell u on u.region_id = v.region_id and u.occupation_id = v.occupation_id and u.year = v.year
                    and u.measure = 'unemployed_persons'
    left join missing_year g on g.region_id = v.region_id and g.year = v.year
    anti join published_match p on p.region_id = v.region_id and p.occupation_id = v.occupation_id and p.year = v.year
    where v.measure = 'vacancies'
),
every_cell as (
    select * from cell union all by name select * from matched
),
composition as (
    select m.region_id, m.kreis_id, m.share, k.kind = 'kreis' as is_kreis,
           count(*) filter (k.kind = 'kreis') over (partition by m.region_id) as kreise
    from dim_membership m
    join dim_region r on r.region_id = m.region_id and coalesce(r.valid_to, '') = ''
    join dim_region k on k.region_id = m.kreis_id
    where m.region_id <> m.kreis_id
),
-- Kreise, and whatever a handed-over edition says of a composition itself
own as (
    select c.region_id, occupation_id, measure, year, value, secret_cells, missing_cells, 1 as kreise, closed_as
    from every_cell c
    join dim_region r on r.region_id = c.region_id and coalesce(r.valid_to, '') = ''
),
summed as (
    select t.region_id, c.occupation_id, c.measure, c.year,
           round(sum(c.value * t.share), 6) as value,
           sum(c.secret_cells) as secret_cells, sum(c.missing_cells) as missing_cells,
           count(*) filter (t.is_kreis) as kreise, '' as closed_as
    from every_cell c
    join composition t on t.kreis_id = c.region_id
    group by t.region_id, c.occupation_id, c.measure, c.year
    having count(*) filter (t.is_kreis) = any_value(t.kreise)
),
by_occupation as (
    select * from own
    union all by name
    select * from summed anti join (select * from own semi join composition using (region_id))
        using (region_id, occupation_id, measure, year)
),
-- A Kreis whose groups are missing has no total: what is left ("ohne Angabe") would pass for all.
total as (
    select region_id, 'total' as occupation_id, measure, year,
           case when sum(missing_cells) = 0 or min(kreise) > 1 then round(sum(value), 6) end as value,
           sum(secret_cells) as secret_cells, sum(missing_cells) as missing_cells,
           max(kreise) as kreise, '' as closed_as
    from by_occupation
    where occupation_id <> 'total'
    group by region_id, measure, year
),
published_total as (
    select region_id, measure, year from by_occupation where occupation_id = 'total'
),
total_or_published as (
    select * from total anti join published_total using (region_id, measure, year)
),
-- what is left of a Kreis with missing figures, to be taken out of the unemployed a ratio is made of
left_over as (
    select m.region_id, c.year, sum(c.value * m.share) as value
    from cell c
    join missing_year g on g.region_id = c.region_id and g.year = c.year
    join dim_membership m on m.kreis_id = c.region_id
    where c.measure = 'unemployed_persons'
    group by m.region_id, c.year
),
unemployed_matched as (
    select t.region_id, 'total' as occupation_id, 'unemployed_matched' as measure, t.year,
           round(t.value - coalesce(l.value, 0), 6) as value, 0 as secret_cells, 0 as missing_cells, t.kreise,
           '' as closed_as
    from (select * from total_or_published union all by name
          select * from by_occupation where occupation_id = 'total') t
    left join left_over l on l.region_id = t.region_id and l.year = t.year
    where t.measure = 'unemployed_persons'
),
final as (
    select * from by_occupation
    union all by name
    select * from total_or_published
    union all by name
    select * from unemployed_matched anti join published_total using (region_id, measure, year)
)
select * from final;

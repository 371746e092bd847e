-- Region x occupation x year x measure, summed over the Kreise by their shares; `total` is all occupations.
-- secret_cells: cells of 1 or 2 persons inside the sum; missing_cells: cells the publisher does not have.
-- vacancies_matched: vacancies of the Kreise whose unemployed are known, so that a ratio compares like with like
-- (Kreis Düren has no unemployed by occupation for 2025).
-- Annual means are twelfths stored with ten digits; sums are rounded to six, so that a half stays a half.
-- closed_as: how a handed-over edition names a cell it closed.
-- A figure published for the region itself stands instead of the sum. A sum is formed only where every Kreis has a row.
create table fct_region_occupation as
with cell as (
    select region_id, occupation_id, measure, year, value,
           (flag in ('secret', 'uncertain'))::integer as secret_cells, (flag = 'unknown')::integer as missing_cells,
           label as closed_as
    from fct_observation
),
published_match as (
    select region_id, occupation_id, year from cell where measure = 'vacancies_matched'
),
matched as (
    select v.region_id, v.occupation_id, 'vacancies_matched' as measure, v.year,
           case when u.value is not null or v.region_id = 'DE-NA' then v.value end as value,
           0 as secret_cells, 0 as missing_cells, '' as closed_as
    from cell v
    left join cell u on u.region_id = v.region_id and u.occupation_id = v.occupation_id and u.year = v.year
                    and u.measure = 'unemployed_persons'
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
final as (
    select * from by_occupation
    union all by name
    select * from total anti join published_total using (region_id, measure, year)
)
select * from final;

-- Region x occupation x year x measure, summed over the Kreise by their shares; `total` is all occupations.
-- secret_cells: cells of 1 or 2 persons inside the sum; missing_cells: cells the publisher does not have.
-- closed_as: how a handed-over edition names a cell it closed.
-- A figure published for the region itself stands instead of the sum. A sum is formed only where every Kreis has a row.
create table fct_region_occupation as
with cell as (
    select region_id, occupation_id, measure, year, value,
           (flag in ('secret', 'uncertain'))::integer as secret_cells, (flag = 'unknown')::integer as missing_cells,
           label as closed_as
    from fct_observation
),
today as (
    select m.region_id, m.kreis_id, m.share, k.kind = 'kreis' as is_kreis
    from dim_membership m
    join dim_region r on r.region_id = m.region_id and coalesce(r.valid_to, '') = ''
    join dim_region k on k.region_id = m.kreis_id
),
size as (
    select region_id, count(*) filter (is_kreis) as kreise from today group by region_id
),
summed as (
    select t.region_id, c.occupation_id, c.measure, c.year,
           sum(c.value * t.share) as value,
           sum(c.secret_cells) as secret_cells, sum(c.missing_cells) as missing_cells,
           count(*) filter (t.is_kreis) as kreise, bool_or(t.share < 1) as shared, max(c.closed_as) as closed_as
    from cell c
    join today t on t.kreis_id = c.region_id
    group by all
),
complete as (
    select summed.* from summed join size using (region_id) where summed.kreise = size.kreise
),
direct as (
    select region_id, occupation_id, measure, year, value, secret_cells, missing_cells, 1 as kreise, false as shared, closed_as
    from cell
    where region_id not in (select kreis_id from today where region_id = kreis_id)
),
by_occupation as (
    select * from direct
    union all by name
    select * from complete anti join direct using (region_id, occupation_id, measure, year)
),
-- A Kreis whose groups are missing has no total: what is left ("ohne Angabe") would pass for all.
total as (
    select region_id, 'total' as occupation_id, measure, year,
           case when sum(missing_cells) = 0 or min(kreise) > 1 then sum(value) end as value,
           sum(secret_cells) as secret_cells, sum(missing_cells) as missing_cells,
           max(kreise) as kreise, bool_or(shared) as shared, '' as closed_as
    from by_occupation
    where occupation_id <> 'total'
    group by all
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

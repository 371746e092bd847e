-- The cells that sums are made of, as numbers only: the texts of two million cells would take longer than all else.
-- region, occupation and measure are places in their lists in the order of the alphabet.
with region as (
    select region_id, row_number() over (order by region_id) - 1 as place
    from (select distinct region_id from fct_region_occupation)
),
occupation as (
    select occupation_id, row_number() over (order by occupation_id) - 1 as place
    from (select distinct occupation_id from fct_region_occupation)
),
measure as (
    select measure, row_number() over (order by measure) - 1 as place
    from (select distinct measure from fct_region_occupation)
)
select r.place as region, o.place as occupation, m.place as measure, f.year::integer as year,
       f.missing_cells > 0 as missing, coalesce(f.value, 'nan'::double) as value
from fct_region_occupation f
join dim_period p on p.measure = f.measure
                 and (f.year >= p.year - 1 or f.measure in ('vacancies', 'unemployed_persons'))
join region r on r.region_id = f.region_id
join occupation o on o.occupation_id = f.occupation_id
join measure m on m.measure = f.measure
where f.occupation_id <> 'total' and not ends_with(f.measure, '_matched');

-- Region x 3-digit group x year: vacancies of its Kreise without unemployed by occupation that are closed there.
-- A ratio leaves such a Kreis out, and with the region's printed vacancies it would give the closed cell away; so the
-- closed cell stays in what the ratio is made of.
create table missing_vacancy as
with missing as (
    select distinct f.region_id, f.year
    from fct_region_occupation f
    join dim_region r on r.region_id = f.region_id and r.kind = 'kreis'
    where f.measure = 'unemployed_persons' and f.missing_cells > 0
)
select m.region_id, v.occupation_id, v.year, round(sum(v.value * m.share), 6) as vacancies
from fct_region_occupation v
join missing k on k.region_id = v.region_id and k.year = v.year
join closed_cell c on c.region_id = v.region_id and c.occupation_id = v.occupation_id and c.year = v.year
                  and c.measure = v.measure
join dim_membership m on m.kreis_id = v.region_id and m.region_id <> m.kreis_id
where v.measure = 'vacancies'
group by all
order by all;

-- The lists `figure.sql` gives places in.
select (select list(distinct region_id order by region_id) from fct_region_occupation) as regions,
       (select list(distinct occupation_id order by occupation_id) from fct_region_occupation) as occupations,
       (select list(distinct measure order by measure) from fct_region_occupation) as measures;

-- Region x measure over all occupations.
create table region_headline as
select region_id, measure, year, value, flag, previous, secret_cells, missing_cells, without_kreise
from region_measure
where occupation_id = 'total'
order by region_id, measure;

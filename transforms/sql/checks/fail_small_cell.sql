-- No cell of 1 or 2 persons leaves the core.
select region_id, occupation_id, measure, year, value from region_measure where value > 0 and value < 3
union all by name
select region_id, occupation_id, measure, year - 1 as year, previous as value
from region_measure where previous > 0 and previous < 3;

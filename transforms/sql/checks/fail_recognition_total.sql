-- Rounded cells add up to the published total within one per cell.
select r.year, sum(r.full_equivalence) as added, any_value(s.full_equivalence) as published,
       count(r.full_equivalence) as cells
from fct_recognition r
join recognition_series s using (year)
group by r.year
having abs(sum(r.full_equivalence) - any_value(s.full_equivalence)) > count(r.full_equivalence);

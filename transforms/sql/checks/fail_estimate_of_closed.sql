-- An estimate from the group's own counts must stand on two printed counts of at least 10.
select e.region_id, e.occupation_id, s.vacancies_matched, s.unemployed
from region_estimate e
join region_shortage s using (region_id, occupation_id)
where e.basis = 'group' and not coalesce(s.vacancies_matched >= 10 and s.unemployed >= 10, false);

-- 3-digit group (or Pfl) x level x reference occupation: full equivalences of the newest reporting year.
-- Joined to shortage by group and level; a collective code stands on its own and is never joined to a field.
create table shortage_recognition as
select year, occupation_id, level, reference_code, reference, full_equivalence, collective
from fct_recognition
where year = (select max(year) from fct_recognition) and full_equivalence is not null
order by occupation_id, level, full_equivalence desc, reference;

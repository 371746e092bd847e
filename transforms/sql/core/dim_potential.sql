-- Steps of recognition potential: how many full equivalences a year reach a step, and what the step counts.
create table dim_potential as
select 0 as recognition_step, 0 as at_least, 0.0::double as potential
union all by name
select i as recognition_step, steps[i] as at_least, i / len(steps) as potential
from (select steps, unnest(range(1, len(steps) + 1))::integer as i from stg_focus)
order by recognition_step;

-- Next steps for volunteers, with the day a statement of law stands for; land_id is empty for a step of every Land.
create table stg_next_step as
select step_id, coalesce(land_id, '') as land_id, position::integer as position, kind, text, link, link_name, try_cast(as_of as date) as as_of,
       try_cast(checked as date) as checked, try_cast(valid_until as date) as valid_until
from read_csv(getvariable('reference') || '/next_step.csv', header = true, all_varchar = true);

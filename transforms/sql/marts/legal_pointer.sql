-- Next steps for volunteers in their order; a statement of law carries the day it stands for. A row of a Land stands there in
-- place of the row of the same step for all.
create table legal_pointer as
select step_id, land_id, position, kind, text, link, link_name, as_of, checked, valid_until,
       coalesce(valid_until < getvariable('month_end'), false) as expired
from stg_next_step
order by position, land_id;

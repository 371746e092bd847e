-- A focus: the groups that the list "Wo anfangen" counts, all or those that bear one of its marks.
create table dim_focus as
select f.id as focus_id, f.name, f.marks, f.id = "default" as is_default
from (select "default", unnest(focus) as f from stg_focus)
order by focus_id;

-- A rule that says why the groups of a mark need no further hands in some areas.
create table dim_covered as
select c.id as rule_id, c.active, c.mark, c.areas as area_ids, c.reason as covered_reason, c.entry as entry_id, c.source as quoted, c.checked
from (select unnest(covered) as c from stg_focus)
order by rule_id;

-- Rules of focus.toml that rest on an entry the register does not hold.
select c.rule_id, c.entry_id
from dim_covered c
where c.entry_id <> '' and exists (from fct_initiative)
  and not exists (from fct_initiative i where i.entry_id = c.entry_id and i.kind = 'initiative');

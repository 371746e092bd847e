-- What was staged and is not published: name and kind, views before the tables they read.
select table_name, case table_type when 'VIEW' then 'view' else 'table' end as kind
from information_schema.tables
where starts_with(table_name, 'stg_')
order by table_type desc;

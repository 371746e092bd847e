-- The rules of focus.toml, one row.
create table stg_focus as
select * from read_json(getvariable('manifest') || '/focus.json', format = 'array',
    columns = {'default': 'varchar', steps: 'integer[]', focus: 'struct(id varchar, name varchar, marks varchar[])[]',
               covered: 'struct(id varchar, active boolean, mark varchar, areas varchar[], reason varchar, entry varchar, source varchar, checked date)[]'});

-- Why sources could not be brought up to date, one row per source.
create table stg_attempt as
select * from read_json(getvariable('manifest') || '/attempts.json', format = 'array',
    columns = {source: 'varchar', reason: 'varchar', day: 'date'});

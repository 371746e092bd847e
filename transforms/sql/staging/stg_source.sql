-- One row per source the project knows.
create table stg_source as
select * from read_json(getvariable('manifest') || '/sources.json', format = 'array',
    columns = {source_id: 'varchar', title: 'varchar', publisher: 'varchar', page: 'varchar', licence: 'varchar',
               attribution: 'varchar', cadence: 'varchar', required: 'boolean', max_age_days: 'integer',
               sets_month: 'boolean'});

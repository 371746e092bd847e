-- One row per pinned snapshot of the edition.
create table stg_snapshot as
select * from read_json(getvariable('manifest') || '/snapshots.json', format = 'array',
    columns = {source_id: 'varchar', part: 'varchar', what: 'varchar', period: 'varchar', period_end: 'date',
               issued: 'date', file_name: 'varchar', sha256: 'varchar'});

-- What the checks found when the warehouse was published.
create table check_result as
select *
from read_json(
    getvariable('manifest') || '/checks.json', format = 'array',
    columns = {name: 'varchar', severity: 'varchar', question: 'varchar', rows: 'bigint', sample: 'varchar[]'}
);

-- One row per KldB 2010 V2020 position, with the BA's aggregates.
create table stg_occupation as
select occupation_id, try_cast(level as integer) as level, name, name_short, parent_id, everyday,
       mint = 'true' as mint, craft = 'true' as craft, care = 'true' as care
from read_csv(getvariable('reference') || '/occupation.csv', header = true, all_varchar = true);

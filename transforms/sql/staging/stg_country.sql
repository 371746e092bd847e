-- One row per state of training.
create table stg_country as
select country_id, name, world_region, "group" as country_group, languages
from read_csv(getvariable('reference') || '/country.csv', header = true, all_varchar = true);

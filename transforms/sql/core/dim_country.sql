-- One row per state of training.
create table dim_country as select * from stg_country order by country_id;

-- One row per KldB 2010 V2020 position, with the aggregates of the BA.
create table dim_occupation as select * from stg_occupation order by occupation_id;

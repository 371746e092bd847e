create table dim_occupation as select * from stg_occupation order by occupation_id;

-- Every figure belongs to a position of data/reference/occupation.csv.
select distinct occupation_id from fct_observation anti join dim_occupation using (occupation_id);

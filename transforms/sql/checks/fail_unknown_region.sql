-- Every figure belongs to a region of data/reference/region.csv.
select distinct region_id from fct_observation anti join dim_region using (region_id);

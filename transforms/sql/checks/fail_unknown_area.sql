-- Every statement and monthly figure belongs to a region of data/reference/region.csv.
select distinct region_id from (
    select area_id as region_id from fct_evidence union select area_id from fct_initiative
    union select region_id from fct_month union select region_id from fct_land_month
) anti join dim_region using (region_id);

-- Every state of training is in data/reference/country.csv.
select distinct country_id from fct_recognition_origin anti join dim_country using (country_id)
where country_id is not null;

-- Full equivalences by where the training was done: states for the 20 largest occupations, world regions for all.
create table fct_recognition_origin as
select year(period_start) as year, label as reference, country_id, world_region, value::integer as count,
       flag, part, sheet, "row", "column"
from stg_destatis_anerkennung
where indicator_id = 'recognition_full' and (country_id is not null or world_region is not null)
  and label not in ('Insgesamt', 'Übrige Berufe');

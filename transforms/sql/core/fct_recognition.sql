-- Full equivalences by reference occupation, with the KldB group and level they belong to.
-- Pflegeberufe of the BA: 813 without 8133-8135, and 821. 27103 and 84124 are single collective codes.
create table fct_recognition as
select year(period_start) as year, occupation_id as reference_code, label as reference,
       case when (occupation_id like '813%' and substr(occupation_id, 4, 1) not in ('3', '4', '5'))
              or occupation_id like '821%' then 'Pfl'
            else substr(occupation_id, 1, 3) end as occupation_id,
       substr(occupation_id, 5, 1)::integer as level,
       occupation_id in ('27103', '84124') as collective,
       value::integer as full_equivalence, part, sheet, "row", "column"
from stg_destatis_anerkennung
where indicator_id = 'recognition_full' and length(occupation_id) = 5
  and country_id is null and world_region is null and aggregate_name is null
  and regexp_full_match(occupation_id, '\d{5}');

-- Recognition by reference occupation: full equivalences and decisions, with the KldB group and level they belong to.
-- Pflegeberufe of the BA: 813 without 8133-8135, and 821. 27103 and 84124 are single collective codes. The cell is
-- that of the full equivalences; a reference occupation without one has decisions alone.
create table fct_recognition as
select year(period_start) as year, occupation_id as reference_code, label as reference,
       case when (occupation_id like '813%' and substr(occupation_id, 4, 1) not in ('3', '4', '5'))
              or occupation_id like '821%' then 'Pfl'
            else substr(occupation_id, 1, 3) end as occupation_id,
       substr(occupation_id, 5, 1)::integer as level,
       occupation_id in ('27103', '84124') as collective,
       max(value) filter (indicator_id = 'recognition_full')::integer as full_equivalence,
       max(value) filter (indicator_id = 'recognition_decided')::integer as decided,
       max(value) filter (indicator_id = 'recognition_positive')::integer as positive,
       max(part) filter (indicator_id = 'recognition_full') as part,
       max(sheet) filter (indicator_id = 'recognition_full') as sheet,
       max("row") filter (indicator_id = 'recognition_full') as "row",
       max("column") filter (indicator_id = 'recognition_full') as "column"
from stg_destatis_anerkennung
where indicator_id in ('recognition_full', 'recognition_decided', 'recognition_positive')
  and country_id is null and world_region is null and aggregate_name is null
  and regexp_full_match(occupation_id, '\d{5}')
group by all;

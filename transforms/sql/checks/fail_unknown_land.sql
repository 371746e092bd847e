-- A next step names a Land that there is not: it would be printed nowhere.
select step_id, land_id from legal_pointer
where land_id <> '' and land_id not in (select region_id from dim_region where kind = 'land');

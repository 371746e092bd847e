-- No number of places, persons or firms below 3 that is stated beside the statistics leaves the store.
select area_id, occupation_id, label, value from fct_evidence
where indicator_id = 'reported_places' and value > 0 and value < 3
union all by name
select area_id, occupation_id, series as label, value from region_context
where unit in ('Personen', 'Betriebe', 'Stellen') and (value > 0 and value < 3 or previous > 0 and previous < 3)
union all by name
select region_id as area_id, occupation_id, 'Lehrstellen' as label, places as value from region_places where places < 3;

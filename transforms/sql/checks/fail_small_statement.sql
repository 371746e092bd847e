-- No number of places below 3 that a chamber or agency told leaves the store.
select area_id, occupation_id, label, value from fct_evidence
where indicator_id = 'reported_places' and value > 0 and value < 3;

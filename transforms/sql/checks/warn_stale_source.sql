-- Sources older at the end of the month than they should be.
select source_id, part, period, age_days from source_state where stale;

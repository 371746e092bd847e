-- Sources that could not be brought up to date.
select source_id, status, reason, period, age_days from source_status
where status in ('late', 'stale') and sets_month order by source_id;

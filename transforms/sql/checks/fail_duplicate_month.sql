-- A region, indicator and month has one figure, whatever the number of files.
select region_id, indicator_id, month, count(*) as rows from fct_month group by all having count(*) > 1;

-- Figures a publisher restated since the edition before.
select source_id, indicator_id, period_start, cells, example from revision;

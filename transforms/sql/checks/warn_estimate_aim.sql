-- What the estimate should reach: AUC 0.88, Brier 0.130, calibration error 0.03, intervals that hold 87 to 93 %.
select method as what, auc, brier, calibration_error from validation
where method = 'model' and (auc < 0.88 or brier > 0.130 or calibration_error > 0.03)
union all by name
select 'coverage ' || year as what, coverage from validation_coverage
where size = 'all' and coverage not between 0.87 and 0.93;

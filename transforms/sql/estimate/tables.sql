-- What the estimate leaves in the warehouse, filled by transforms/estimate/tables.py or from a handed-over edition.

-- Region x 3-digit group: the regional estimate (docs/estimate.md).
create table fct_estimate (
    region_id varchar, occupation_id varchar, reason varchar, basis varchar, basis_id varchar,
    log_ratio double, log_ratio_variance double, prior_log_ratio double, between_variance double, weight double,
    ratio double, ratio_low double, ratio_high double, shrunken_log_ratio double, shrunken_variance double,
    score_elsewhere double, areas_elsewhere integer, germany_log_ratio double, deviation double,
    logit double, logit_variance double, probability double, probability_low double, probability_high double,
    class varchar, rank_low integer, rank_high integer, rank_of integer
);
-- 2-digit group: how much the Kreise of a Land differ beyond chance.
create table between_variance (
    family_id varchar, cells integer, between_variance double, pooled boolean, ranked boolean, within_variance double
);
-- Intercept and inputs of the logistic model behind the probability.
create table model_term (
    input varchar, coefficient double, per_unit double, standard_error double, mean double, scale double,
    lowest double, highest double, cells integer
);
-- How the model and the simple ways tell the ratings of a Land group left out.
create table validation (
    method varchar, title varchar, cells integer, areas integer, auc double, brier double, calibration_error double,
    calibration_max double
);
-- Reliability curve of the model: ten bins of equal size.
create table validation_bin (bin integer, cells integer, predicted double, observed double);
-- Held-out counts of every third Kreis: share inside their 90 % interval.
create table validation_coverage (
    size varchar, year integer, cells integer, coverage double, rmse_shrunk double, rmse_raw double, rmse_land double
);
-- Other choice: how many of the five most probable shortages of a Kreis stay.
create table validation_sensitivity (variant varchar, title varchar, regions integer, kept double, same_five double);

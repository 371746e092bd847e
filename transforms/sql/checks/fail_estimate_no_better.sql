-- The estimate must tell the ratings of a Land group it has not seen better than the best of the simple ways.
with best as (
    select max(auc) as auc, min(brier) as brier from validation where method <> 'model'
)
select m.auc, b.auc as best_auc, m.brier, b.brier as best_brier
from validation m cross join best b
where m.method = 'model' and (m.auc < b.auc or m.brier > b.brier);

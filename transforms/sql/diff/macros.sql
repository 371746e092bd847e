-- What the comparisons of two editions share. `earlier` and `later` are their warehouses, `wanted` the regions.
-- closed: a cell told in neither direction; differs: the figures as printed are not the same;
-- beyond: two counts differ by more than their error (90 %) and by at least 1 %, as reports/words/market.py says it.
create macro closed(flag) as coalesce(flag in ('below_3', 'secret'), false);
create macro small(value) as coalesce(value > 0 and value < 3, false);
create macro differs(a, b) as round(a, 2) is distinct from round(b, 2);
create macro beyond(a, b) as abs(b - a) > 1.645 * sqrt(a + b) and abs(b - a) >= 0.01 * a;
create macro month_text(day) as strftime(day, '%Y-%m');

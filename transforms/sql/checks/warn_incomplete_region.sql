-- Regions whose newest figures lack cells the publisher does not have.
select region_id, measure, year, missing_cells from region_headline
where missing_cells > 0 and region_id in (select region_id from dim_region where kind in ('kreis', 'ra', 'land'));

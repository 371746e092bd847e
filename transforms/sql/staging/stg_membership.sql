-- One row per Kreis in a region, with the part of the Kreis that belongs to it.
create table stg_membership as
select region_id, kreis_id, share::double as share, share_basis, status
from read_csv(getvariable('reference') || '/membership.csv', header = true, all_varchar = true);

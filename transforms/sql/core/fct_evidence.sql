-- What chambers, agencies, cities and offices state or publish beside the BA's statistics: one figure per row, with
-- the words that came with it. Small numbers of places, persons and firms stay in the store: they are taken out here.
create table fct_evidence as
with everything as (
    select 'hwk_kammerzahlen' as source_id, * from stg_hwk_kammerzahlen
    union all by name
    select 'hwk_lehrstellen' as source_id, * from stg_hwk_lehrstellen
    union all by name
    select 'bedarfsmeldung' as source_id, * from stg_bedarfsmeldung
    union all by name
    select 'wifo_opendata' as source_id, * from stg_wifo_opendata
    union all by name
    select 'genesis' as source_id, * from stg_genesis
    union all by name
    select 'amm_export' as source_id, * from stg_amm_export
    union all by name
    select 'itnrw_anerkennung' as source_id, * from stg_itnrw_anerkennung
),
marked as (
    select *, value > 0 and value < 3 and (indicator_id = 'reported_places' or ends_with(indicator_id, '_persons')
                  or (detail ->> '$.einheit') in ('Personen', 'Betriebe')) as small
    from everything
)
select source_id, part, region_id as area_id, period_start as day, period, indicator_id, occupation_id, group_id, label,
       case when coalesce(small, false) then null else value end as value,
       case when coalesce(small, false) then 'below_3' else flag end as flag, detail, sheet, "row", "column"
from marked;

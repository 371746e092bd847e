-- What chambers, agencies, cities and offices state or publish beside the BA's statistics: one figure per row, with
-- the words that came with it. Small numbers of places, persons and firms stay in the store: they are taken out here,
-- and where one is alone among the figures of its table, area and day, the next larger one is closed with it, since
-- their sum may be printed beside them.
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
                  or (detail ->> '$.einheit') in ('Personen', 'Betriebe', 'Stellen')) as small
    from everything
),
ranked as (
    select *, source_id in ('wifo_opendata', 'genesis', 'amm_export') and not coalesce(small, false)
                  and count(*) filter (small) over (partition by source_id, part, region_id, period_start, indicator_id) = 1
                  and value > 0
                  and row_number() over (partition by source_id, part, region_id, period_start, indicator_id,
                                         coalesce(small, false), value > 0 order by value) = 1 as beside
    from marked
)
select source_id, part, region_id as area_id, period_start as day, period, indicator_id, occupation_id, group_id, label,
       case when not coalesce(small, false) and not coalesce(beside, false) then value end as value,
       case when coalesce(small, false) then 'below_3' when coalesce(beside, false) then 'secret' else flag end as flag,
       detail, sheet, "row", "column"
from ranked;

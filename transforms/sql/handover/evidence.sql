-- What chambers, agencies, cities and offices state, for the areas that concern the regions; of series the newest year.
-- Of the exchange of apprenticeship places numbers by Kreis and occupation, those below 3 closed.
with concerned as (
    select distinct area_id from dim_overlap
    where list_contains(getvariable('regions'), region_id) and (relation <> 'touching' or starts_with(area_id, 'hwk-'))
),
recent as (
    select *, max(day) over (partition by source_id, part, area_id, indicator_id, occupation_id, group_id, label) as newest
    from fct_evidence semi join concerned using (area_id)
)
select source_id as source, part, area_id as region_id, day::varchar as period_start, period, indicator_id, occupation_id,
       group_id, label, value, case flag when 'below_3' then 'secret' else flag end as flag, sheet, "row", "column",
       coalesce(detail::varchar, '') as detail
from recent
where source_id in ('bedarfsmeldung', 'hwk_kammerzahlen')
   or (source_id = 'itnrw_anerkennung' and day = (select max(day) from recent where source_id = 'itnrw_anerkennung'))
   or (source_id in ('wifo_opendata', 'genesis', 'amm_export') and day in (newest, newest - interval 1 year))
union all by name
select source_id as source, part, area_id as region_id, day::varchar as period_start, period, indicator_id, occupation_id,
       group_id, '' as label, case when sum(value) >= 3 then sum(value) end as value,
       case when sum(value) >= 3 then 'ok' when sum(value) > 0 then 'secret' else 'unknown' end as flag,
       min(sheet) as sheet, min("row") as "row", min("column") || ', Summe' as "column", '' as detail
from recent
where source_id = 'hwk_lehrstellen' and day = (select max(day) from recent where source_id = 'hwk_lehrstellen')
group by source_id, part, area_id, day, period, indicator_id, occupation_id, group_id;

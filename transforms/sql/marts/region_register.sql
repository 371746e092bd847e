-- Region x entry of the register: those that name the region or a part of it, and those that cover its Land or Germany.
create table region_register as
with concerned as (
    select o.region_id, i.entry_id, i.area_id, o.relation = 'inside' as exact
    from fct_initiative i
    join dim_overlap o on o.area_id = i.area_id and o.relation in ('inside', 'around')
    union all by name
    select r.region_id, i.entry_id, i.area_id, false as exact
    from fct_initiative i
    cross join dim_region r
    where i.area_id = 'DE' and r.kind in ('kreis', 'ra', 'land') and coalesce(r.valid_to, '') = ''
),
entry as (
    select entry_id, any_value(name) as name, any_value(kind) as kind, max(checked) as checked, any_value(detail) as detail
    from fct_initiative group by entry_id
)
select c.region_id, e.entry_id, e.name, e.kind, string_agg(distinct a.name, ', ' order by a.name) as area,
       coalesce(from_json(e.detail -> '$.berufe', '["VARCHAR"]'), []) as occupation_ids,
       coalesce(from_json(e.detail -> '$.laender', '["VARCHAR"]'), []) as countries,
       coalesce(from_json(e.detail -> '$.sprachen', '["VARCHAR"]'), []) as languages,
       e.detail ->> '$.seit' as since, e.detail ->> '$.link' as link, e.checked, e.detail ->> '$.quelle' as quoted,
       e.detail ->> '$.hinweis' as note, bool_or(c.exact) as exact
from concerned c
join entry e using (entry_id)
join dim_region a on a.region_id = c.area_id
group by c.region_id, e.entry_id, e.name, e.kind, e.detail, e.checked
order by c.region_id, exact desc, e.kind, e.name;

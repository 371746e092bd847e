-- Region x networks of skilled migration known in it: those that name the region, a part of it, or a composition around
-- it. One for a whole Land or Germany is no network of the region. network_missing is a finding; null without a register.
-- register_lands: the Länder that entries of the register lie in; elsewhere nobody has collected any.
create table region_network as
with found as (
    select o.region_id, list(distinct i.name order by i.name) as networks
    from fct_initiative i
    join dim_overlap o on o.area_id = i.area_id and o.relation in ('inside', 'around')
    join dim_region a on a.region_id = i.area_id
    where i.kind = 'network' and (o.relation = 'inside' or a.kind not in ('land', 'land_group', 'country'))
    group by o.region_id
)
select r.region_id, coalesce(f.networks, []) as networks,
       case when exists (from fct_initiative) then f.networks is null end as network_missing,
       coalesce((select list(distinct l.name order by l.name) from fct_initiative i
                 join dim_region a on a.region_id = i.area_id
                 join dim_region l on l.region_id = a.land_id), []) as register_lands
from dim_region r
left join found f using (region_id)
where r.kind in ('kreis', 'ra', 'land') and coalesce(r.valid_to, '') = ''
order by r.region_id;

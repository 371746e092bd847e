-- Reference occupation (or aggregate) x state of training or world region, newest reporting year.
create table shortage_origin as
select o.year, o.reference, o.country_id, c.name as country, c.country_group, c.languages, o.world_region, o.count
from fct_recognition_origin o
left join dim_country c using (country_id)
where o.year = (select max(year) from fct_recognition_origin)
order by o.reference, o.count desc, coalesce(c.name, o.world_region);

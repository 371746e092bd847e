-- BA area x 3-digit group: best and mean official score over the requirement levels, newest edition.
select o.region_id as area_id, o.occupation_id, max(o.score) as best, avg(o.score) as average
from land_official o
join dim_occupation d on d.occupation_id = o.occupation_id and d.level = 3
where o.score is not null
group by all
order by all;

-- Region x 3-digit group: where to begin. priority = shortage x potential x not_covered, each step a column of its own.
-- shortage is the estimated probability; a Land, which the BA rates itself, counts 1 for its own Engpass and else 0.
-- recognition_full counts Germany's full equivalences at the levels that are short in the Land, else at levels 2 to 4;
-- Pflegeberufe stand for 813 and 821, a collective code stands for no group. The cells are rounded: 3 stands for 2 to 4, 0
-- for 0 or 1. The step is the one that even the smallest sum reaches; recognition_open says that the largest one reaches
-- a higher step, which counts in priority_high alone.
-- A group is covered by an active rule of focus.toml, or by an initiative that reaches every Kreis of the region. An entry
-- on which a rule rests counts through the rule alone. white_spot: short, and nobody known who does something about it;
-- null without a register.
create table region_starting_point as
with grouped as (
    select occupation_id, case when care then 'Pfl' else occupation_id end as recognised_as,
           list_filter([case when mint then 'mint' end, case when craft then 'craft' end, case when care then 'care' end],
                       lambda mark: mark is not null) as marks
    from dim_occupation where level = 3
),
area as (
    select region_id, land_group_id, kind = 'land' as rated from dim_region
    where kind in ('kreis', 'ra', 'land') and coalesce(valid_to, '') = ''
),
short_level as (
    select land_group_id, occupation_id, list(distinct level order by level) as levels
    from (select region_id as land_group_id, occupation_id,
                 unnest(case when contains(label, 'Fk+Sp') then [2, 3] else [level] end) as level
          from land_official where class = 'engpass')
    group by all
),
best as (
    select region_id as land_group_id, occupation_id, arg_max(class, score) as class
    from land_official where score is not null group by all
),
counted as (
    select a.land_group_id, g.occupation_id, coalesce(s.levels, [2, 3, 4]) as levels
    from (select distinct land_group_id from area) a
    cross join grouped g
    left join short_level s on s.land_group_id = a.land_group_id and s.occupation_id = g.occupation_id
),
recognised as (
    select c.land_group_id, c.occupation_id, any_value(c.levels) as recognition_levels,
           case when exists (from shortage_recognition) then coalesce(sum(r.full_equivalence), 0) end::integer as recognition_full,
           count(r.full_equivalence)::integer as recognition_cells,
           case when exists (from shortage_recognition) then coalesce(sum(greatest(r.full_equivalence - 1, 0)), 0) end::integer as recognition_low,
           case when exists (from shortage_recognition) then coalesce(sum(r.full_equivalence + 1), 0) end::integer as recognition_high
    from counted c
    join grouped g using (occupation_id)
    left join shortage_recognition r
           on r.occupation_id = g.recognised_as and list_contains(c.levels, r.level) and not r.collective
    group by c.land_group_id, c.occupation_id
),
stepped as (
    select r.*, low.recognition_step, low.potential, high.potential as potential_high
    from recognised r
    asof left join dim_potential low on r.recognition_low >= low.at_least
    asof left join dim_potential high on r.recognition_high >= high.at_least
),
ruled as (
    select a.region_id, g.occupation_id, min(c.rule_id) as rule_id
    from dim_covered c
    join grouped g on list_contains(g.marks, c.mark)
    cross join area a
    where c.active and (list_contains(c.area_ids, a.region_id) or exists (
        from dim_overlap o where o.region_id = a.region_id and list_contains(c.area_ids, o.area_id) and o.relation = 'around'))
    group by a.region_id, g.occupation_id
),
size as (
    select region_id, count(*) as kreise from dim_membership group by region_id
),
reached as (
    select o.region_id, i.entry_id, i.name, i.occupation_id, max(i.checked) as checked,
           any_value(i.detail ->> '$.quelle') as quoted, count(distinct m.kreis_id) as kreise,
           string_agg(distinct n.name, ', ' order by n.name) as area
    from fct_initiative i
    join dim_overlap o on o.area_id = i.area_id and o.relation in ('inside', 'around')
    join dim_membership inside on inside.region_id = i.area_id
    join dim_membership m on m.region_id = o.region_id and m.kreis_id = inside.kreis_id
    join dim_region n on n.region_id = i.area_id
    where i.kind = 'initiative'
    group by o.region_id, i.entry_id, i.name, i.occupation_id
),
helped as (
    select r.region_id, g.occupation_id,
           list(distinct r.name || case when r.kreise < s.kreise then ' (nur ' || r.area || ')' else '' end) as initiatives,
           list(distinct r.name order by r.name) filter (counts) as covering,
           max(r.checked) filter (counts) as checked,
           arg_max(r.quoted, r.checked) filter (counts) as quoted
    from (select *, kreise = (select s.kreise from size s where s.region_id = reached.region_id)
                    and entry_id not in (select entry_id from dim_covered) as counts from reached) r
    join size s using (region_id)
    join grouped g on r.occupation_id in (g.occupation_id, 'total')
    group by r.region_id, g.occupation_id
),
judged as (
    select b.region_id, b.occupation_id, case when a.rated then 'official' else 'estimate' end as shortage_basis,
           case when not a.rated then e.probability when l.class is not null then (l.class = 'engpass')::integer end as shortage,
           case when a.rated then shortage else e.probability_low end as shortage_low,
           case when a.rated then shortage else e.probability_high end as shortage_high,
           case when not a.rated then e.class end as class, l.class as land_class,
           case when shortage is null then case when a.rated then 'not_rated' else coalesce(e.reason, 'no_model') end
                when s.potential is null then 'no_recognition' end as reason,
           s.recognition_levels, s.recognition_full, s.recognition_cells, s.recognition_low, s.recognition_high,
           s.recognition_step, s.potential_high > s.potential as recognition_open, s.potential, s.potential_high,
           case when c.rule_id is not null then 'rule' when h.covering is not null then 'initiative' end as covered_by,
           coalesce(c.covered_reason, array_to_string(h.covering, ', ')) as covered_reason,
           case when c.rule_id is null then h.quoted else c.quoted end as quoted,
           case when c.rule_id is null then h.checked else c.checked end as checked,
           coalesce(list_sort(h.initiatives), []) as initiatives, g.marks
    from region_shortage b
    join area a using (region_id)
    join grouped g using (occupation_id)
    join stepped s on s.land_group_id = a.land_group_id and s.occupation_id = b.occupation_id
    left join best l on l.land_group_id = a.land_group_id and l.occupation_id = b.occupation_id
    left join region_estimate e on e.region_id = b.region_id and e.occupation_id = b.occupation_id
    left join ruled u on u.region_id = b.region_id and u.occupation_id = b.occupation_id
    left join dim_covered c on c.rule_id = u.rule_id
    left join helped h on h.region_id = b.region_id and h.occupation_id = b.occupation_id
),
weighed as (
    select *, coalesce(class = 'engpass', false)
                  or (coalesce(land_class = 'engpass', false) and coalesce(class, '') <> 'kein_engpass') as short,
           case when covered_by is null then 1 else 0 end as not_covered
    from judged
)
select w.* exclude (marks, potential_high),
       shortage * potential * not_covered as priority,
       shortage_low * potential * not_covered as priority_low,
       shortage_high * potential_high * not_covered as priority_high,
       case when exists (from fct_initiative) then short and covered_by is null and initiatives = [] end as white_spot,
       (select list(f.focus_id order by f.focus_id) from dim_focus f where f.marks = [] or list_has_any(f.marks, w.marks)) as focuses
from weighed w
order by w.region_id, w.occupation_id;

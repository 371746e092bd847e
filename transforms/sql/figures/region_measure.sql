-- Region x occupation x measure: newest year, year before, and why a value is not there.
-- Cells below 3 and those closed with them carry no value from here on.
-- previous: the year before, for the same Kreise; of a sum without some Kreise only for the total, since the rest of
-- one group could give a closed cell away.
create table region_measure as
with raw as (
    select f.* replace (case when f.measure = 'vacancies_matched' then f.value + coalesce(g.vacancies, 0)
                             else f.value end as value)
    from fct_region_occupation f
    left join missing_vacancy g using (region_id, occupation_id, year)
),
figure as (
    select f.region_id, f.occupation_id, f.measure, f.year,
           case when c.region_id is null and not (f.value > 0 and f.value < 3) then f.value end as value,
           case when f.value is null and f.secret_cells > 0 and f.closed_as <> '' then f.closed_as
                when c.reason is not null then c.reason
                when f.value > 0 and f.value < 3 then 'below_3'
                when f.value is null and f.secret_cells > 0 then 'secret'
                when f.value is null then 'unknown'
                when f.missing_cells > 0 then 'incomplete'
                when f.secret_cells > 0 then 'uncertain'
                else 'ok' end as flag,
           f.secret_cells, f.missing_cells,
           case when starts_with(f.closed_as, 'without=') then string_split(substr(f.closed_as, 9), '+') end as without
    from raw f
    left join closed_cell c
        on c.region_id = f.region_id and c.occupation_id = f.occupation_id and c.year = f.year
       and c.measure = case f.measure when 'vacancies_matched' then 'vacancies'
                                      when 'unemployed_matched' then 'unemployed_persons' else f.measure end
),
compared as (
    select now.region_id, now.occupation_id, now.measure, now.year, now.value, now.flag,
           now.secret_cells, now.missing_cells,
           case when g.blocked or now.flag = 'unknown' then null
                when g.region_id is not null and now.occupation_id <> 'total' then null
                else before.value - coalesce(g.before_without, 0) end as previous,
           before.flag as previous_flag, coalesce(g.kreise, now.without) as without_kreise
    from figure now
    join dim_period p on p.measure = now.measure and p.year = now.year
    left join figure before
        on before.region_id = now.region_id and before.occupation_id = now.occupation_id
       and before.measure = now.measure and before.year = now.year - 1
    left join fct_missing g
        on g.region_id = now.region_id and g.occupation_id = now.occupation_id and g.measure = now.measure
)
select * replace (case when previous = 0 or previous >= 3 then previous end as previous) from compared;

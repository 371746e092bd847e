-- The indicators of the edition, with unit and what one value covers.
create table dim_indicator as
select * from (values
    ('unemployed_persons', 'Arbeitslose', 'persons', 'annual mean'),
    ('vacancies', 'gemeldete Arbeitsstellen', 'vacancies', 'annual mean'),
    ('employees_persons', 'sozialversicherungspflichtig Beschäftigte am Arbeitsort', 'persons', '30 June'),
    ('shortage_score', 'Gesamtwert der Engpassindikatoren', 'points 0-3', 'year'),
    ('recognition_full', 'volle Gleichwertigkeit', 'cases, rounded to multiples of 3', 'year')
) as t (indicator_id, name, unit, covers)
order by indicator_id;

-- Figures closed from the marts on: the two newest years, and the years of a course of ratios.
create table closed_cell (region_id varchar, occupation_id varchar, measure varchar, year smallint, reason varchar);

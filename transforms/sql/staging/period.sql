-- The last day of the day, month, quarter or year that begins on a day.
create macro last_day_of_period(start, period) as
    (start + case period when 'D' then interval 1 day when 'M' then interval 1 month when 'Q' then interval 3 month
                         else interval 1 year end)::date - 1;

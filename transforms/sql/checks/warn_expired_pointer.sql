-- Statements of law whose day has passed: look at them again before the brief goes out.
select step_id, as_of, valid_until from legal_pointer where expired;

-- A number without a source note is not printed.
select source_id, part from source_state where coalesce(attribution, '') = '' or coalesce(licence, '') = '';

-- The code the warehouse was built with.
create table built_with as select getvariable('code') as code;

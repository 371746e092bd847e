"""What a published file holds: tables, workbooks, archives, and German numbers in them."""

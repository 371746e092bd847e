"""The tables of data/reference: regions, occupations, countries, focus, next steps; read nowhere else."""

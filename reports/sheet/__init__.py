"""The volunteer sheet: one page for a messenger, in nine languages, drawn from the same Brief as everything else."""

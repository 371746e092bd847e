"""When and in which order: the pipeline functions, the command line, and the Prefect flows over them."""

"""The site of an edition: the briefs as pages for the screen, a map and a list of regions, downloads, method."""

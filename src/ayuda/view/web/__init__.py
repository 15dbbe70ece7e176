"""Pages to read in a browser or on paper: one file each, without scripts or requests."""

"""Two policies compared: which cases come to something else, and what else changed."""

"""What is wrong with a policy that is valid, or worth a look, and where it stands in its files."""

"""What several tests share: the built-in policy, and the contract written out a second time."""

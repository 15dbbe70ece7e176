"""The cases that a policy gives for itself: read, decided, compared with what they say."""

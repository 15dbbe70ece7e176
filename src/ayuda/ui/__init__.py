"""The only code that writes for people: prompts and screens."""

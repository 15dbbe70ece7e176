"""What is made of a decision once it is taken: a note, a reply, a reminder, a receipt.

Nothing here decides: all of it is words and fields of a decision that was handed in.
"""

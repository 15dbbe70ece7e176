"""The policy language without a case: conditions, lengths, and what each name hangs on."""

"""Returns of the offices: the questionnaire they fill in, and its reading by key."""

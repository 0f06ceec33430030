"""Where it goes: series of announced figures, and the targets they are held against."""

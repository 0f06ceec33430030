"""Tables in which no firm can be found, and the proof of it."""

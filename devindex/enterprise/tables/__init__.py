"""Estimates of a table of firms that the engine adds up, and what becomes of them."""

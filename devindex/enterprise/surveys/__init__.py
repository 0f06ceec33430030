"""Estimates of a sample of firms, with the errors of its design."""

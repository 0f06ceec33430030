"""Where it goes: growth curves and forecasts of official series."""

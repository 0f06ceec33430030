"""One firm at a time: points, levels, grades, and where a firm stands among its peers."""

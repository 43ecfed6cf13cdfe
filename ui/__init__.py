"""Border Tracker's windows. They import `tracker`, never the reverse."""

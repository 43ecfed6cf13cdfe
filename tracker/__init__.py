"""Border Tracker's domain and its data. Knows nothing of windows: no Qt is imported here."""

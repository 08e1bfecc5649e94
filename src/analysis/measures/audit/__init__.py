"""Whether the record bears a narrative out: claims set beside the tables, and a verdict on each by a named rule."""

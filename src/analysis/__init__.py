"""The analytical report: the UN record, its measures, and the report made from them."""

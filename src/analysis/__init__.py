"""The subject of the report: the record of the United Nations, its measures, and how they are shown."""

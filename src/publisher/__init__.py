"""From a folder of notebooks to a report: checked, run, rendered and published; it knows nothing of any subject."""

"""The rules that hold across rows and tables, by subject. What one field may hold is in `datapackage.json`."""

"""What a notebook shows: charts, tables, sentences, sources and alt texts, made from frames."""

"""Takes any public list of shops into the catalogue: read, guess the columns, judge each row, write, report."""

"""The blocks of a report, one function each: facts in, a section out."""

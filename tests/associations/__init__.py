"""Five made-up associations, each with the files that it would really keep and the figures that were put into them."""

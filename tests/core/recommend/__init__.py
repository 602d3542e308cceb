"""Finding places, over the sample catalogue and over made-up shops."""

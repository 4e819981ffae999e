"""Topics of paragraphs, with the codebook's themes anchored in some of them."""

"""What a visitor takes away from a page: link, embedding, picture, data, code."""

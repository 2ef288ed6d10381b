"""Sentences, numbers and tables, as Markdown and as HTML."""

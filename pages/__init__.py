"""One script per question a visitor asks; `app.py` lists them in its navigation."""

"""Online SGD on its page: what is computed, how it is drawn, and what is said of it.

numbers.py     the mean field, the floor, descent without noise: at once
replicas.py    the replicas: beside the page, bounded, read as they come
divergence.py  the share that diverges against the step size: beside the page
figure.py, divergence_figure.py   the pictures
words.py       the sentences
"""

"""The lab: a hypothesis, the runs that answer it, and the answer.

choice.py      what can be chosen: the entries of the link
quantities.py  what can be measured, and how it is written
variables.py   what can vary, and its usual ranges and values
claims.py      the exponents that theory claims
hypotheses.py  twelve ready ones, three of them wrong
plan.py        from the choices to a sweep, or to the sentence that says why there is none
results.py     the runs, solved beside the page
shares.py      shares of runs, with their intervals
verdicts.py    fits, bands and verdicts, one a group of runs
work.py        what is known at the moment
figure.py, points.py  the picture; what is drawn at its points
words.py       the sentences
question.py, rows.py  the controls; the table of runs and the files
script.py      the same as a Python script
"""

"""The lab: a hypothesis, the runs that answer it, and the answer.

choice.py      what can be chosen: the entries of the link
quantities.py  what can be measured, and how it is written
variables.py   what can vary, and its usual ranges
claims.py      the exponents that theory claims
plan.py        from the choices to a sweep, or to the sentence that says why there is none
hypotheses.py  ten ready ones
results.py     what comes of the runs: values, fits, verdicts; solved beside the page
figure.py      the picture
words.py       the sentences
question.py, rows.py   the controls; the table of runs and the files
script.py      the same as a Python script
"""

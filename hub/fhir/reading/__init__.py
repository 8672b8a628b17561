"""Reading back: a Bundle of somebody who speaks FHIR becomes what a tablet would have said.

Nothing is guessed: a value that has no place in a submission is kept with the sender's bytes and named in the answer.
The same Bundle always becomes the same submissions under the same keys.
"""

"""What every generated client carries as it stands here, copied file by file.

Nothing in this folder knows a document or imports the rest of clausebook; the modules import one
another relatively, so that they work here and in a generated package alike.
"""

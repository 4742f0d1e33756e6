"""Runtime modules, copied unchanged into every generated client.

They do not depend on a document or on the rest of clausebook, and import one another relatively, so
that they work here and in a generated package.
"""

"""Small companies and cases that the tests of several rooms begin with, each so small that a reader checks it by hand."""

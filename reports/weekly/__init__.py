"""The printed 95598 analysis: the figures of analytics.weekly as a document, in the words such reports use."""

"""The demonstration company's closed loop: its people, and what they said and did about the cases of two plans."""

"""Delivery is measured from the board's history, by the definitions of the glossary.

Nothing is imported here: the measuring needs pandas, which most of what stands here does not.
"""

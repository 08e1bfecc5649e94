"""Frames in, frames out: every counting rule of the report, each stated once where it is applied."""

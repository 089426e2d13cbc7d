"""Failing over: what automatic steps may choose (`auto`), and when (`watch`)."""

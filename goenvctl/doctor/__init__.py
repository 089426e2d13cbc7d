"""What is wrong on this machine, and what of it can be mended safely: one function a check, one table."""

"""Values to text: nothing here reads or changes anything."""

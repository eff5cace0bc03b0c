"""What may be done with a task besides completing it: one file per act."""

"""The rules of approval themselves: values and functions that read no clock, file or table."""

"""The clerk's side: inbox, counter and the page of a case."""

"""The JSON edge and the command line: everything about HTTP, nothing about approvals."""

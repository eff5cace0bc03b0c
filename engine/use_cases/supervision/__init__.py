"""Electronic supervision 电子监察: what watches, what people do with alarms, and the rules of both kinds."""

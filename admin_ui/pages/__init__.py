"""One file per group of pages, each with its own blueprint; `tongban.admin_ui.site` lists them."""

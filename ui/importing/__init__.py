"""The import page's parts: what is read and tried off the GUI thread, the columns, the sheet, the rows, the receipt."""

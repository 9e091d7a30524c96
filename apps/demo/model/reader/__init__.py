"""The demo reader: its invented language, its training, its export."""

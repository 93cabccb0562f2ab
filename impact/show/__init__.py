"""What people see on a terminal or under a notebook's cell, in the workspace's language: one module a thing shown."""

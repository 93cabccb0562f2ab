"""Clean tables of every sheet into the workspace's tables: one record a person and project, one an activity."""

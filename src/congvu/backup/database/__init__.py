"""The database as a whole, table by table, whatever the apps keep in it. Only SQL that PostgreSQL 15 and newer know."""

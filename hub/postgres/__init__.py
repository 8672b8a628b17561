"""The ports on PostgreSQL: the only room that imports asyncpg. Queries stand in `.sql` files beside the modules."""

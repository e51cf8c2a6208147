-- Statistics tell what was used in all, users that are gone among them.
grant execute on function private.usage_totals() to api_admin;

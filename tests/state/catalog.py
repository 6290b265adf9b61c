"""The parts of a schema that table metadata is blind to, as lines of text: policies, functions, triggers, grants."""

from __future__ import annotations

import re

import psycopg

_PARTS = {
    "row security": """
        select format('%s enabled=%s forced=%s', relname, relrowsecurity, relforcerowsecurity)
        from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'""",
    "policies": """
        select format('%s.%s %s to %s using %s check %s', tablename, policyname, cmd, roles, qual, with_check)
        from pg_policies where schemaname in ('public', 'app')""",
    "functions": """
        select format('%s(%s) owner=%s definer=%s volatile=%s config=%s body=%s', proname,
          pg_get_function_identity_arguments(p.oid), case when prosecdef then pg_get_userbyid(proowner) else 'migrator' end,
          prosecdef, provolatile, proconfig, md5(regexp_replace(prosrc, '\\s+', ' ', 'g')))
        from pg_proc p where pronamespace in ('app'::regnamespace, 'jobs'::regnamespace)""",
    "triggers": """
        select format('%s: %s', tgrelid::regclass, pg_get_triggerdef(oid)) from pg_trigger
        where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace in ('public'::regnamespace, 'jobs'::regnamespace))""",
    "table grants": """
        select format('%s on %s to %s', string_agg(privilege_type, ',' order by privilege_type), table_name, grantee)
        from information_schema.role_table_grants
        where table_schema in ('public', 'app', 'jobs') and grantee in ('authenticated','anon','service_role','app_definer','checkpointer','PUBLIC')
        group by table_name, grantee""",
    "column grants": """
        select format('%s (%s) on %s to %s', privilege_type, string_agg(column_name, ',' order by column_name), table_name, grantee)
        from information_schema.column_privileges c
        where table_schema in ('public', 'jobs') and grantee in ('authenticated','anon','service_role','app_definer','checkpointer')
          and not exists (select from information_schema.role_table_grants t where (t.table_schema, t.table_name, t.grantee,
            t.privilege_type) = (c.table_schema, c.table_name, c.grantee, c.privilege_type))
        group by privilege_type, table_name, grantee""",
    "function grants": """
        select format('%s to %s', p.proname, coalesce(string_agg(case a.grantee when 0 then 'PUBLIC' else
          pg_get_userbyid(a.grantee) end, ',' order by a.grantee::regrole::text), 'nobody'))
        from pg_proc p left join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a on a.grantee <> p.proowner
        where pronamespace in ('app'::regnamespace, 'jobs'::regnamespace) group by p.oid, p.proname""",
    "checks": """
        select format('%s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
        where contype = 'c' and connamespace = 'public'::regnamespace""",
}


def catalog(url: str) -> str:
    """Sorted and without what differs between Postgres versions."""
    lines: list[str] = []
    with psycopg.connect(url) as connection:
        for title, query in _PARTS.items():
            rows = sorted(re.sub(r"\s+", " ", row[0]) for row in connection.execute(query).fetchall())
            lines += [f"## {title}", *rows, ""]
    return "\n".join(lines)
